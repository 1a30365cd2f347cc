import {
  ChangeBookingLife,
  ChangeBookingLifeHandler,
  type LifeChange,
} from '../../../src/application/booking/change-booking-life.command.js';
import {
  ChangeBooking,
  ChangeBookingHandler,
  type BookingChange,
} from '../../../src/application/booking/change-booking.command.js';
import {
  EndBooking,
  EndBookingHandler,
  type NewEnding,
} from '../../../src/application/booking/end-booking.command.js';
import {
  RegisterBooking,
  RegisterBookingHandler,
  type NewBooking,
} from '../../../src/application/booking/register-booking.command.js';
import {
  RecordCollection,
  RecordCollectionHandler,
  type WantedCollection,
} from '../../../src/application/collection/record-collection.command.js';
import {
  ReverseCollection,
  ReverseCollectionHandler,
  type WantedReversal,
} from '../../../src/application/collection/reverse-collection.command.js';
import { IntroduceCustomer } from '../../../src/application/customer/introduce-customer.js';
import {
  CapturePayment,
  CapturePaymentHandler,
} from '../../../src/application/payment/capture-payment.command.js';
import {
  ChargeBooking,
  ChargeBookingHandler,
} from '../../../src/application/payment/charge-booking.command.js';
import type { GatewayPayment } from '../../../src/application/payment/payment-gateway.port.js';
import {
  LinkUnmatchedPayment,
  LinkUnmatchedPaymentHandler,
  type NewLink,
} from '../../../src/application/payment/link-unmatched-payment.command.js';
import { PaymentSender } from '../../../src/application/payment/payment-sender.js';
import { PlaceHold, PlaceHoldHandler } from '../../../src/application/payment/place-hold.command.js';
import {
  RecoverPayment,
  RecoverPaymentHandler,
} from '../../../src/application/payment/recover-payment.command.js';
import {
  RefundPayment,
  RefundPaymentHandler,
  type NewRefund,
} from '../../../src/application/payment/refund-payment.command.js';
import {
  RefundBooking,
  RefundBookingHandler,
  type WantedRefunds,
} from '../../../src/application/payment/refund-booking.command.js';
import {
  DecideStillOwed,
  DecideStillOwedHandler,
} from '../../../src/application/payment/decide-still-owed.command.js';
import {
  ReauthorizeHold,
  ReauthorizeHoldHandler,
  type NewRenewal,
} from '../../../src/application/payment/reauthorize-hold.command.js';
import { ReleaseHold, ReleaseHoldHandler } from '../../../src/application/payment/release-hold.command.js';
import { RequestOperation, type NewOperation } from '../../../src/application/payment/request-operation.js';
import { RequestPayment, type NewPayment } from '../../../src/application/payment/request-payment.js';
import {
  SyncStripeCapture,
  SyncStripeCaptureHandler,
} from '../../../src/application/payment/sync-stripe-capture.command.js';
import type { Idempotency } from '../../../src/application/shared/decision-log.port.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { Payment } from '../../../src/domain/payment/payment.js';
import { UnmatchedPayment } from '../../../src/domain/payment/unmatched-payment.js';
import type { Money } from '../../../src/domain/shared/money.js';
import { VISA } from '../domain/an-intent.js';
import { ANA, hoursAfter, NOW } from '../domain/causes.js';
import { usd } from '../domain/money.js';
import { BatchesDesk } from './batches-desk.js';
import { FakeCollectionMethods, LISBON_SETTINGS } from './business.js';
import { FakeStripe } from './fake-stripe.js';
import { LinksDesk } from './links-desk.js';
import { InMemoryUnitOfWork } from './in-memory-unit-of-work.js';
import { SettableClock } from './settable-clock.js';

const KEY_TTL_SECONDS = 24 * 60 * 60;
export const LIMITS = { keyTtlSeconds: KEY_TTL_SECONDS, requestSeconds: 30 };

/** The use cases over memory and a Stripe of our own: nothing else is needed to run them. */
export class Desk {
  readonly clock = new SettableClock();
  readonly methods = new FakeCollectionMethods();
  readonly unitOfWork = new InMemoryUnitOfWork();
  readonly stripe = new FakeStripe(this.clock, () => this.unitOfWork.isInTransaction, KEY_TTL_SECONDS);

  private readonly sender = new PaymentSender(this.stripe, this.unitOfWork, this.clock);
  private readonly requestPayment = new RequestPayment(this.unitOfWork, this.sender, this.stripe, this.clock);
  private readonly requestOperation = new RequestOperation(
    this.unitOfWork,
    this.sender,
    this.stripe,
    this.clock,
  );

  readonly links = new LinksDesk({
    unitOfWork: this.unitOfWork,
    stripe: this.stripe,
    clock: this.clock,
    sender: this.sender,
    requestOperation: this.requestOperation,
  });

  readonly batches = new BatchesDesk({
    unitOfWork: this.unitOfWork,
    stripe: this.stripe,
    clock: this.clock,
    charging: new ChargeBookingHandler(this.requestPayment),
  });

  charge(wanted: Partial<NewPayment> = {}) {
    return new ChargeBookingHandler(this.requestPayment).execute(new ChargeBooking(aPaymentOf(wanted)));
  }

  placeHold(wanted: Partial<NewPayment> = {}) {
    return new PlaceHoldHandler(this.requestPayment).execute(new PlaceHold(aPaymentOf(wanted)));
  }

  reauthorize(wanted: Partial<NewRenewal> = {}) {
    const handler = new ReauthorizeHoldHandler(this.requestPayment, this.unitOfWork, this.sender);
    return handler.execute(new ReauthorizeHold({ ...aPaymentOf({ payment: 'p2' }), hold: 'p1', ...wanted }));
  }

  capture(wanted: Partial<NewOperation> = {}) {
    return new CapturePaymentHandler(this.requestOperation).execute(
      new CapturePayment(anOperationOf(wanted)),
    );
  }

  release(wanted: Partial<NewOperation> = {}) {
    return new ReleaseHoldHandler(this.requestOperation).execute(new ReleaseHold(anOperationOf(wanted)));
  }

  refund(wanted: Partial<NewRefund> = {}) {
    const refund = { reason: 'requested_by_customer', stillOwed: false, ...anOperationOf(wanted) } as const;
    return new RefundPaymentHandler(this.requestOperation).execute(
      new RefundPayment({ ...refund, ...wanted }),
    );
  }

  refundBooking(wanted: Partial<WantedRefunds> = {}) {
    const handler = new RefundBookingHandler(this.unitOfWork, this.sender, this.stripe, this.clock);
    const refunds = {
      booking: 'booking-1',
      decision: 'decision-1',
      reason: 'duplicate',
      stillOwed: false,
    } as const;
    return handler.execute(new RefundBooking({ ...refunds, by: ANA, ...wanted }));
  }

  decideStillOwed(refund: string, stillOwed: boolean, expectedVersion?: number) {
    const handler = new DecideStillOwedHandler(this.unitOfWork, this.clock);
    return handler.execute(
      new DecideStillOwed({ payment: 'p1', refund, stillOwed, expectedVersion, by: ANA }),
    );
  }

  collect(wanted: Partial<WantedCollection> = {}) {
    const handler = new RecordCollectionHandler(this.unitOfWork, this.methods, LISBON_SETTINGS, this.clock);
    return handler.execute(new RecordCollection(aCollectionOf(wanted)));
  }

  reverse(wanted: Partial<WantedReversal> = {}) {
    const handler = new ReverseCollectionHandler(this.unitOfWork, this.clock);
    const reversal = { payment: 'p1', reversal: 'reversal-1', reason: 'Entered twice', by: ANA, ...wanted };
    return handler.execute(new ReverseCollection(reversal));
  }

  register(wanted: Partial<NewBooking> = {}) {
    const introduce = new IntroduceCustomer(this.stripe, this.unitOfWork, this.clock);
    const handler = new RegisterBookingHandler(this.unitOfWork, introduce, this.requestPayment, this.clock);
    return handler.execute(new RegisterBooking(aBookingOf(wanted)));
  }

  changeTotal(total: Money, expectedVersion?: number) {
    return this.change({ total, expectedVersion });
  }

  change(wanted: Partial<BookingChange>) {
    const handler = new ChangeBookingHandler(this.unitOfWork, this.clock);
    const change = { booking: 'booking-1', expectedVersion: undefined, by: ANA, ...wanted };
    return handler.execute(new ChangeBooking(change));
  }

  end(wanted: Partial<NewEnding> = {}) {
    const handler = new EndBookingHandler(this.unitOfWork, this.sender, this.stripe, this.clock);
    let ids = 0;
    const ending = {
      booking: 'booking-1',
      decision: 'd1',
      life: 'cancelled',
      terms: { fee: usd(0), holds: 'capture_fee', taken: 'refund' },
      newId: () => `end-${(ids += 1)}`,
      by: ANA,
    } as const;
    return handler.execute(new EndBooking({ ...ending, ...wanted }));
  }

  changeLife(wanted: Partial<LifeChange> = {}) {
    const handler = new ChangeBookingLifeHandler(this.unitOfWork, this.clock);
    const change = { booking: 'booking-1', decision: 'd1', life: 'completed', by: ANA } as const;
    return handler.execute(new ChangeBookingLife({ ...change, ...wanted }));
  }

  sync(said: GatewayPayment) {
    return new SyncStripeCaptureHandler(this.unitOfWork, this.clock).execute(new SyncStripeCapture(said));
  }

  /** The first that was set aside, to booking-1, unless said otherwise. */
  link(wanted: Partial<NewLink> = {}) {
    const sync = new SyncStripeCaptureHandler(this.unitOfWork, this.clock);
    const handler = new LinkUnmatchedPaymentHandler(this.unitOfWork, this.stripe, sync, this.clock);
    const [unmatched] = this.unmatched;
    const link = { unmatched: unmatched?.id ?? 'none', booking: 'booking-1', by: ANA, ...wanted };
    return handler.execute(new LinkUnmatchedPayment(link));
  }

  /** All that were ever set aside. */
  get unmatched(): UnmatchedPayment[] {
    return [...this.unitOfWork.stored.unmatched.values()].map((data) => UnmatchedPayment.restore(data));
  }

  recover(payment = 'p1') {
    const handler = new RecoverPaymentHandler(
      this.unitOfWork,
      this.sender,
      this.stripe,
      this.links.recovery,
      this.clock,
    );
    return handler.execute(new RecoverPayment(payment, LIMITS));
  }

  /** As stored now. */
  booking(id = 'booking-1'): Booking {
    const data = this.unitOfWork.stored.bookings.get(id);
    if (!data) throw new Error(`No booking ${id} is stored.`);
    return Booking.restore(data);
  }

  payment(id = 'p1', booking = 'booking-1'): Payment {
    return this.booking(booking).payment(id);
  }

  /** The types of the stored events, oldest first. */
  get happenings(): string[] {
    return this.unitOfWork.stored.events.map((event) => event.type);
  }

  /** Lets everything happen that happens within the time in which Stripe keeps a key, and a bit. */
  letTheKeysGo(): void {
    this.clock.pass(KEY_TTL_SECONDS + 1);
  }
}

/** A desk with booking-1 of $10 for a customer with a card. */
export async function aDesk(): Promise<Desk> {
  const desk = new Desk();
  await desk.register();
  return desk;
}

/** The same with hold p1 of $6 on it. */
export async function aDeskWithAHold(): Promise<Desk> {
  const desk = await aDesk();
  await desk.placeHold({ amount: usd(600) });
  return desk;
}

/** The same with charge p1 of $6 on it. */
export async function aDeskWithACharge(): Promise<Desk> {
  const desk = await aDesk();
  await desk.charge({ amount: usd(600) });
  return desk;
}

export function keyed(key: string, fingerprint = 'the same request'): Idempotency {
  return { scope: 'token-1', key, fingerprint };
}

function aBookingOf(wanted: Partial<NewBooking>): NewBooking {
  return {
    ids: { booking: 'booking-1', customer: 'customer-1', payment: 'p1' },
    reference: 'T-1001',
    contact: { name: 'Mia Wong', email: 'mia@example.com' },
    paymentMethod: VISA.id,
    service: 'Harbour kayak tour',
    startsAt: hoursAfter(NOW, 24 * 30),
    total: usd(1000),
    paymentOption: 'later',
    by: ANA,
    ...wanted,
  };
}

function aPaymentOf(wanted: Partial<NewPayment>): NewPayment {
  return { booking: 'booking-1', payment: 'p1', by: ANA, ...wanted };
}

function anOperationOf(wanted: Partial<NewOperation>): NewOperation {
  return { payment: 'p1', operation: 'op-1', by: ANA, ...wanted };
}

function aCollectionOf(wanted: Partial<WantedCollection>): WantedCollection {
  return { booking: 'booking-1', payment: 'p1', amount: usd(400), method: 'cash', by: ANA, ...wanted };
}
