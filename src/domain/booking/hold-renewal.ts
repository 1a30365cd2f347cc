import { OperationUnderWay, PaymentNotInState, RenewalUnderWay } from '../payment/payment-errors.js';
import type { Payment } from '../payment/payment.js';
import type { PaymentState } from '../payment/payment-transitions.js';
import type { Money } from '../shared/money.js';
import type { PaymentRequest } from './booking-data.js';
import type { BookingAmounts } from './payment-status.js';

/** Also while the customer is asked to authenticate it: they may do so at any moment. */
const BEING_PLACED: readonly PaymentState[] = ['requested', 'processing', 'in_doubt', 'requires_action'];
const PLACED: readonly PaymentState[] = ['authorized', 'succeeded'];

/**
 * The most that a new hold in place of `old` may be: what is chargeable, and what the old one covers of the same. A hold
 * that has expired covers nothing any more. Throws PaymentNotInState for what is neither an open nor an expired hold,
 * OperationUnderWay and RenewalUnderWay.
 */
export function renewalBound(old: Payment, amounts: BookingAmounts, payments: readonly Payment[]): Money {
  const isHold = old.kind === 'hold' && (old.state === 'authorized' || old.state === 'expired');
  if (!isHold) throw new PaymentNotInState('A renewal', old.state, 'authorized');
  if (old.operation) throw new OperationUnderWay(old.operation.kind);
  requireNoRenewal(old, payments);
  const elsewhere = amounts.held.minusOrZero(old.held).plus(amounts.inFlight);
  return amounts.outstanding.minusOrZero(elsewhere);
}

/** The card that a hold is on. */
export function methodOf(old: Payment): string | undefined {
  return old.card?.id ?? old.toData().paymentMethod;
}

/** A hold in place of `old`: of its amount, as far as `bound` goes, and on its card, unless said otherwise. */
export function renewalOf(
  old: Payment,
  request: PaymentRequest,
  release: string,
  bound: Money,
): PaymentRequest {
  const { card = old.card, amount = old.amount.atMost(bound) } = request;
  const paymentMethod = request.paymentMethod ?? methodOf(old);
  const known = card?.id === paymentMethod ? card : undefined;
  return { ...request, amount, paymentMethod, card: known, replaces: { payment: old.id, release } };
}

/** While a new hold is being placed, the old one isn't decided on: one of the two would be for nothing. */
export function requireNoRenewal(old: Payment, payments: readonly Payment[]): void {
  const renewal = payments.find(
    ({ replaces, state }) => replaces?.payment === old.id && BEING_PLACED.includes(state),
  );
  if (renewal) throw new RenewalUnderWay(renewal.id);
}

/**
 * The renewals whose hold stands by now, each with the old hold that is to be given back. Decided once: a release that
 * Stripe refuses is for people to look at.
 */
export function dueReleases(payments: readonly Payment[]): { renewal: Payment; old: Payment }[] {
  return payments.flatMap((renewal) => {
    const { replaces, state } = renewal;
    if (!replaces || replaces.isDecided || !PLACED.includes(state)) return [];
    const old = payments.find(({ id }) => id === replaces.payment);
    return old?.state === 'authorized' && !old.operation ? [{ renewal, old }] : [];
  });
}
