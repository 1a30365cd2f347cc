import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { BYTE_ORDER_MARK, CsvWriter, Decimal, type CsvValue } from '../shared/csv.port.js';
import { LocalTimes } from '../shared/local-times.js';
import type { BatchItemView } from './batch.views.js';
import { ListBatchItems } from './list-batch-items.query.js';

const AT_ONCE = 1000;

const COLUMNS = [
  'booking',
  'customer',
  'email',
  'service',
  'result',
  'reason',
  'details',
  'currency',
  'amount',
  'charged',
  'card',
  'card_last4',
  'asked_at',
  'stripe_payment_intent',
  'payment_id',
  'booking_id',
] as const;

/** What became of each booking of a batch, as a CSV file. */
@Injectable()
export class BatchResults {
  constructor(
    private readonly queries: QueryBus,
    private readonly csv: CsvWriter,
    private readonly settings: BusinessSettings,
  ) {}

  /** The file piece by piece, as things stand now. Throws BatchNotFound before the first. */
  async *pieces(batch: string): AsyncGenerator<string> {
    const times = new LocalTimes(this.settings.timeZone);
    let page = await this.queries.execute(new ListBatchItems(batch, { limit: AT_ONCE }));
    yield `${BYTE_ORDER_MARK}${this.csv.write([COLUMNS])}`;
    for (;;) {
      yield this.csv.write(page.rows.map((item) => recordOf(item, times)));
      const { nextCursor: cursor } = page;
      if (cursor === undefined) return;
      page = await this.queries.execute(new ListBatchItems(batch, { limit: AT_ONCE, cursor }));
    }
  }
}

function recordOf(item: BatchItemView, times: LocalTimes): CsvValue[] {
  const { booking, currency, amount, card, payment } = item;
  return [
    booking.reference,
    booking.customer,
    booking.email,
    booking.service,
    item.outcome,
    item.reason,
    item.note,
    currency,
    amount === undefined ? undefined : Decimal.ofMinorUnits(amount, currency),
    Decimal.ofMinorUnits(payment?.captured ?? 0, currency),
    card?.brand,
    card?.last4,
    payment && times.time(payment.requestedAt),
    payment?.paymentIntent,
    payment?.id,
    booking.id,
  ];
}
