import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Booking, type Contact, type PaymentOption } from '../../domain/booking/booking.js';
import type { PriceLine } from '../../domain/booking/price-line.js';
import { Price } from '../../domain/booking/price.js';
import type { Actor } from '../../domain/shared/actor.js';
import { CardRetryRefused } from '../../domain/payment/card-retry-errors.js';
import type { Money } from '../../domain/shared/money.js';
import type { Customer } from '../customer/customer.js';
import { IntroduceCustomer } from '../customer/introduce-customer.js';
import { RequestPayment } from '../payment/request-payment.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

export interface NewBooking {
  /** Fresh ids for the booking, its customer (if new) and its first payment (if the option asks for one). */
  readonly ids: { readonly booking: string; readonly customer: string; readonly payment: string };
  readonly reference: string;
  readonly contact: Contact;
  /** A Stripe PaymentMethod to put on the customer as the one to charge. */
  readonly paymentMethod?: string;
  readonly service: string;
  readonly startsAt: Date;
  readonly total: Money;
  /** What the total is made of: they must add up to it. One line for the service unless given. */
  readonly lines?: readonly PriceLine[];
  /** Unless given, the one that the settings say. */
  readonly paymentOption?: PaymentOption;
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

export interface RegisteredBooking {
  readonly booking: string;
  readonly repeated: boolean;
}

/**
 * Makes a booking, its customer in Stripe, and, when the option asks for it, its first charge or hold. The booking
 * stands even if the card is refused. Repeating it (same key) picks up where it was left. Throws ReferenceTaken, and
 * AmountNotAccepted when Stripe's rules for the currency rule out the charge or hold of the total: nothing is stored then.
 */
export class RegisterBooking extends Command<RegisteredBooking> {
  constructor(readonly wanted: NewBooking) {
    super();
  }
}

@CommandHandler(RegisterBooking)
export class RegisterBookingHandler implements ICommandHandler<RegisterBooking> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly introduceCustomer: IntroduceCustomer,
    private readonly requestPayment: RequestPayment,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: RegisterBooking): Promise<RegisteredBooking> {
    const { booking, customer, repeated } = await this.unitOfWork.run((transaction) =>
      this.register(transaction, wanted),
    );
    const hasCard = await this.introduceCustomer.execute(customer, wanted.paymentMethod, wanted.by);
    // Whoever changed the booking since may have decided otherwise.
    if (hasCard && booking.version === 1) await this.firstPayment(booking, wanted);
    return { booking: booking.id, repeated };
  }

  private async register(transaction: Transaction, wanted: NewBooking) {
    const { bookings, customers, decisions, settings, isRepeated } = transaction;
    const stored = isRepeated ? await bookings.lockIfStored(wanted.ids.booking) : undefined;
    if (stored)
      return {
        booking: stored,
        customer: await customers.get(stored.about.customer),
        repeated: false,
      };
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.ids.booking));
    if (earlier) {
      const booking = await bookings.lock(earlier);
      return { booking, customer: await customers.get(booking.about.customer), repeated: true };
    }
    const paymentOption = wanted.paymentOption ?? (await settings.current()).paymentOption;
    const price = Price.agreed(wanted.service, wanted.total, wanted.lines);
    if (paymentOption !== 'later') this.requestPayment.requireAcceptable(price.total);
    const customer: Customer = await customers.findOrAdd(wanted.ids.customer, wanted.contact);
    const { ids, reference, contact, service, startsAt, by } = wanted;
    const about = {
      id: ids.booking,
      customer: customer.id,
      reference,
      contact,
      service,
      startsAt,
      paymentOption,
    };
    const booking = Booking.register({ ...about, registeredAt: this.clock.now(), registeredBy: by }, price);
    await bookings.add(booking);
    return { booking, customer, repeated: false };
  }

  private async firstPayment({ id: booking, about }: Booking, { ids, by }: NewBooking): Promise<void> {
    const { paymentOption } = about;
    if (paymentOption === 'later') return;
    // Keyed by the booking: however often the registration is repeated, there is one first payment.
    const idempotency = { scope: 'first-payment', key: booking, fingerprint: paymentOption };
    try {
      await this.requestPayment.execute(
        { booking, payment: ids.payment, by, idempotency },
        (aggregate, request, cause) =>
          paymentOption === 'charge_now'
            ? aggregate.requestCharge(request, cause)
            : aggregate.requestHold(request, cause),
      );
    } catch (error) {
      if (!(error instanceof CardRetryRefused)) throw error;
    }
  }
}
