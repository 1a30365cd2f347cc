import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { AskedOperation } from './asked-operation.js';
import type { FaultyDesk } from './faulty-desk.js';
import type { Standing } from './money-operations.js';
import { reckon, standingInStripe } from './reckoning.js';
import { settle } from './settling.js';
import type { Tally } from './tally.js';

export type Bookings = ReadonlyMap<string, BookingJson>;

/** What every suite does once the faults are over: wait, compare with Stripe's books, ask again. */
export class Examination {
  constructor(
    private readonly desk: FaultyDesk,
    private readonly tally: Tally,
  ) {}

  async settle(asked: readonly AskedOperation[]): Promise<Bookings> {
    const { bookings, ms } = await settle(
      this.desk.api,
      asked.map(({ booking }) => booking),
    );
    this.tally.settledAfter(ms);
    return bookings;
  }

  /** `isDone`: whether it has to be, also by what Stripe did where either may be. */
  async compare<Asked extends AskedOperation>(
    asked: readonly Asked[],
    bookings: Bookings,
    isDone: (asked: Asked, stripe: Standing) => boolean,
  ): Promise<void> {
    const books = await this.desk.controls.books();
    for (const each of asked) {
      const booking = bookings.get(each.booking);
      if (!booking) throw new Error(`${each.name}: its booking wasn’t waited for`);
      this.tally.add(reckon(each, booking, books, isDone(each, standingInStripe(books, each.booking))));
    }
  }

  /** Whoever repeats the request is told how it went. */
  async askAgain(asked: readonly AskedOperation[], status: 201 | 402 = 201): Promise<void> {
    const answers = await Promise.all(asked.map((each) => each.ask()));
    answers.forEach((answer, index) => {
      if (answer !== 'none' && answer.status === status) return;
      const what = `${asked[index]?.name}: asked again, was told ${JSON.stringify(answer)}`;
      this.tally.add([{ wrong: 'misled', what }]);
    });
  }
}
