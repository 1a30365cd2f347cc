import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CollectionMethod } from '../../domain/payment/collection.js';
import { dayIn, type CalendarDate } from '../../domain/shared/calendar-date.js';
import type { Money } from '../../domain/shared/money.js';
import type { DecidedPayment, DecisionContext } from '../payment/payment-decision.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { CollectionMethods, type ListedMethod } from './collection-methods.port.js';
import { UnknownCollectionMethod } from './unknown-collection-method.js';

export interface WantedCollection extends DecisionContext {
  readonly booking: string;
  /** A fresh id, which becomes the payment's own. */
  readonly payment: string;
  readonly amount: Money;
  /** The code of one that isn't retired. */
  readonly method: string;
  /** Today in the business's time zone unless given. */
  readonly receivedOn?: CalendarDate;
  readonly note?: string;
}

/**
 * Writes down money that the customer paid outside Stripe. Throws OverOutstanding, AmountNotPositive,
 * ReceivedInFuture, UnknownCollectionMethod, BookingNotFound and BookingChanged.
 */
export class RecordCollection extends Command<DecidedPayment> {
  constructor(readonly wanted: WantedCollection) {
    super();
  }
}

@CommandHandler(RecordCollection)
export class RecordCollectionHandler implements ICommandHandler<RecordCollection> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly methods: CollectionMethods,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: RecordCollection): Promise<DecidedPayment> {
    const methods = await this.methods.list();
    return this.unitOfWork.run((transaction) => this.record(transaction, wanted, methods));
  }

  private async record(
    { bookings, decisions }: Transaction,
    wanted: WantedCollection,
    methods: readonly ListedMethod[],
  ): Promise<DecidedPayment> {
    const { payment: id, amount, note, by } = wanted;
    const booking = await bookings.lock(wanted.booking);
    const decided = { booking: booking.id, payment: id, repeated: false };
    if (booking.findPayment(id)) return decided; // stored by an earlier run of this work
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, id));
    if (earlier) return { ...decided, payment: earlier, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    const method = usable(wanted.method, methods);
    const now = this.clock.now();
    const today = dayIn(this.settings.timeZone, now);
    const { receivedOn = today } = wanted;
    booking.recordCollection({ id, amount, method, receivedOn, today, note }, { by, at: now });
    await bookings.save(booking);
    return decided;
  }
}

function usable(code: string, methods: readonly ListedMethod[]): CollectionMethod {
  const found = methods.find((method) => method.code === code && !method.isRetired);
  if (!found) throw new UnknownCollectionMethod(code, methods);
  return { code, label: found.label };
}
