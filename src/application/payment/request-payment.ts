import { Injectable } from '@nestjs/common';
import type { Booking, PaymentRequest } from '../../domain/booking/booking.js';
import { summaryOf } from '../../domain/customer/card.js';
import { CardGone, CardReplaced } from '../../domain/customer/wallet-errors.js';
import { askedCard } from '../../domain/payment/card-retries.js';
import type { Payment } from '../../domain/payment/payment.js';
import type { Cause } from '../../domain/shared/actor.js';
import { Money } from '../../domain/shared/money.js';
import { stripeCustomerFor, type Customer } from '../customer/customer.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { NoCard } from './gateway-errors.js';
import type { DecidedPayment, ConditionalDecision } from './payment-decision.js';
import { PaymentGateway } from './payment-gateway.port.js';
import { orderFor, PaymentSender, type DecidedOrder } from './payment-sender.js';

export interface NewPayment extends ConditionalDecision {
  readonly booking: string;
  /** A fresh id: the payment's own, and Stripe's idempotency key for it. */
  readonly payment: string;
  /** A number: minor units of the booking's currency, whatever that is. */
  readonly amount?: Money | number;
  /** Defaults to the customer's card. */
  readonly paymentMethod?: string;
  /** It was chosen from the customer's cards: throws CardGone when it is none of them any more. */
  readonly isOnFile?: boolean;
  /** It was the one that is charged unless another is chosen: throws CardReplaced when that is another by now. */
  readonly isPrimary?: boolean;
}

type Decide = (booking: Booking, request: PaymentRequest, cause: Cause) => Payment;

/** What charges and holds share: decide and store, then ask Stripe, then record. */
@Injectable()
export class RequestPayment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  /** Throws AmountNotAccepted when Stripe's rules for the currency rule the amount out; asks nobody. */
  requireAcceptable(amount: Money): void {
    this.gateway.requireAcceptable(amount);
  }

  /** `methodOf`: the card that is asked unless `wanted` names one; the customer's primary one where that is none. */
  async execute(
    wanted: NewPayment,
    decide: Decide,
    methodOf: (booking: Booking) => string | undefined = () => undefined,
  ): Promise<DecidedPayment> {
    const method = (booking: Booking) => wanted.paymentMethod ?? methodOf(booking);
    const decided = await this.unitOfWork.run((transaction) =>
      this.decide(transaction, wanted, decide, method),
    );
    if ('repeated' in decided) return decided;
    const { outcome } = await this.sender.sendPayment(decided, wanted.by);
    const { booking, payment } = wanted;
    return { booking, payment, repeated: false, ...(outcome === 'locked_out' && { isLockedOut: true }) };
  }

  private async decide(
    transaction: Transaction,
    wanted: NewPayment,
    decide: Decide,
    methodOf: (booking: Booking) => string | undefined,
  ): Promise<DecidedOrder | DecidedPayment> {
    const { bookings, customers, decisions, isRepeated } = transaction;
    const booking = await bookings.lock(wanted.booking);
    const stored = booking.findPayment(wanted.payment);
    // Somebody else's run of this decision sends it, or sent it long ago: should nobody do so, recovery will.
    if (stored && !isRepeated) return { booking: booking.id, payment: stored.id, repeated: true };
    // Stored by an earlier run of this work: it is this decision, and has yet to be sent.
    if (stored) return orderFor(booking, stored, await customers.get(booking.about.customer));
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.payment));
    if (earlier) return { booking: booking.id, payment: earlier, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    await wanted.requireWanted?.(transaction, booking);
    const customer = await customers.get(booking.about.customer);
    const amount = amountIn(booking.currency, wanted.amount);
    const request = paymentRequestOf({ ...wanted, amount, paymentMethod: methodOf(booking) }, customer);
    const card = askedCard(
      request,
      booking.payments.map((payment) => payment.toData()),
    );
    const attemptsElsewhere = card ? await bookings.attemptsElsewhere(booking, card) : [];
    const cause = { by: wanted.by, at: this.clock.now() };
    const payment = decide(booking, { ...request, attemptsElsewhere }, cause);
    if (payment.toData().paymentMethod === undefined) throw new NoCard();
    this.requireAcceptable(payment.amount);
    await bookings.save(booking);
    return orderFor(booking, payment, customer);
  }
}

function amountIn(currency: string, amount: Money | number | undefined): Money | undefined {
  return typeof amount === 'number' ? Money.of(amount, currency) : amount;
}

/** What is asked for, of which card of the customer's. Throws CardGone and CardReplaced. */
export function paymentRequestOf(
  wanted: Pick<NewPayment, 'payment' | 'paymentMethod' | 'isOnFile' | 'isPrimary'> & { amount?: Money },
  customer: Customer,
): PaymentRequest {
  const { payment, amount, paymentMethod, isOnFile, isPrimary } = wanted;
  if (isPrimary && paymentMethod !== undefined && customer.card?.id !== paymentMethod)
    throw new CardReplaced(paymentMethod);
  const chosen = paymentMethod ?? customer.card?.id;
  const kept = customer.cards.find(({ id }) => id === chosen);
  const card = kept ?? (customer.card?.id === chosen ? customer.card : undefined);
  if (isOnFile && chosen !== undefined && !card) throw new CardGone(chosen);
  return {
    id: payment,
    amount,
    paymentMethod: chosen,
    card: card && summaryOf(card),
    stripeCustomerOf: (method) => stripeCustomerFor(customer, method),
  };
}
