import { askedCard, attemptsOf, requireRetryAllowed } from '../payment/card-retries.js';
import { AmountNotPositive, OverChargeable } from '../payment/payment-errors.js';
import { Payment } from '../payment/payment.js';
import type { Cause } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import type { PaymentRequest } from './booking-data.js';
import { of, type BookingHappening } from './booking-events.js';

/**
 * A charge or a hold beside the booking's other payments, of all that is chargeable unless an amount is given. Throws
 * OverChargeable (with the bound), AmountNotPositive, a currency mismatch, and what requireRetryAllowed throws.
 */
export function newPayment(
  kind: 'charge' | 'hold',
  request: PaymentRequest,
  { chargeable, payments }: { readonly chargeable: Money; readonly payments: readonly Payment[] },
  cause: Cause,
): Payment {
  const amount = request.amount ?? chargeable;
  if (request.amount?.isZero) throw new AmountNotPositive('The amount');
  if (amount.isZero || !chargeable.covers(amount)) throw new OverChargeable(amount, chargeable);
  const attempts = attemptsOf(payments.map((each) => each.toData()));
  const fingerprint = askedCard(request, payments)?.fingerprint;
  requireRetryAllowed(
    { ...request, fingerprint },
    [...attempts, ...(request.attemptsElsewhere ?? [])],
    cause.at,
  );
  const stripeCustomer = request.stripeCustomerOf?.(request.paymentMethod);
  return Payment.request({ ...request, stripeCustomer, kind, amount, cause });
}

/** That it was asked for: of the customer, on Stripe's page, or of their card. */
export function requestNews(payment: Payment): BookingHappening {
  const { checkout, kind, replaces } = payment;
  if (checkout) return { type: 'checkout_requested', link: checkout.link, ...of(payment) };
  const type = kind === 'charge' ? 'charge_requested' : 'hold_requested';
  return { type, replaces: replaces?.payment, ...of(payment) };
}
