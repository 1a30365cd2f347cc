import type { PaymentKind } from '../payment/payment-data.js';
import { isInFlight, type PaymentState } from '../payment/payment-transitions.js';
import { DomainError } from '../shared/domain-error.js';
import { Money } from '../shared/money.js';

/** What becomes of a booking's money when it is cancelled, or ends as a no-show that costs a fee. */
export interface EndingTerms {
  /** All that is owed from then on; zero for nothing. */
  readonly fee: Money;
  /** `capture_fee`: what the fee still lacks is taken out of the holds first. The rest of them is always given back. */
  readonly holds: 'capture_fee' | 'release';
  /** `refund`: all above the fee. `leave`: for later; until then it shows as overpaid. */
  readonly taken: 'refund' | 'leave';
}

export interface EndingDecision {
  /** Of the decision itself: the booking's history keeps it. */
  readonly id: string;
  readonly terms: EndingTerms;
  /** A fresh id for the operation on this payment, always the same one: Stripe's idempotency key. */
  readonly idOf: (payment: string) => string;
  readonly reason?: string;
}

/** What of a payment the plan goes by. */
export interface PaymentToEnd {
  readonly id: string;
  readonly kind: PaymentKind;
  readonly state: PaymentState;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly disputed: Money;
  /** One that Stripe hasn't answered yet. */
  readonly operation?: unknown;
}

export interface PlannedOperation {
  readonly payment: string;
  readonly kind: 'capture' | 'release' | 'refund';
  readonly amount: Money;
}

/** One that was decided on, under the id that is Stripe's idempotency key for it. */
export interface DecidedEnding extends PlannedOperation {
  readonly id: string;
}

/** A refund of what the price no longer asks for gives back an overpayment: it waives nothing. */
export const ENDING_REFUND = { reason: 'requested_by_customer', stillOwed: false } as const;

export interface EndingPlan {
  readonly operations: readonly PlannedOperation[];
  /** Of the fee, once all of it is done. */
  readonly outstanding: Money;
  /** Taken above the fee and not given back by the plan. */
  readonly overpaid: Money;
}

/** A payment isn't settled, so nobody can tell yet what there is to give back. */
export class MoneyUnderWay extends DomainError {
  override readonly name = 'MoneyUnderWay';
  constructor(amount: Money, waitsForCustomer: boolean) {
    super(
      'conflict',
      'money_under_way',
      waitsForCustomer
        ? `${amount.toString()} waits for the customer to authenticate. Give that payment up first, or wait for them.`
        : `${amount.toString()} is under way. Its outcome is known in a moment: try again then.`,
      { amount: amount.amount, currency: amount.currency, waits_for_customer: waitsForCustomer },
    );
  }
}

export class FeeOverPrice extends DomainError {
  override readonly name = 'FeeOverPrice';
  constructor(fee: Money, price: Money) {
    super(
      'invalid',
      'fee_over_price',
      `A fee is at most the price that was agreed on, ${price.toString()}, not ${fee.toString()}.`,
      { fee: fee.amount, maximum: price.amount, currency: price.currency },
    );
  }
}

/**
 * What has to be done, payment by payment, so that the customer ends up with having paid the fee and no more. Money
 * that was taken counts towards the fee first, then holds, oldest first. What is given back comes from the newest
 * payments. Throws MoneyUnderWay while any payment's outcome isn't known.
 *
 * Left to people: money taken outside Stripe, and payments under dispute, for which the bank may take the money back
 * itself (https://docs.stripe.com/api/disputes/object, `is_charge_refundable`).
 */
export function planEnding(payments: readonly PaymentToEnd[], waived: Money, terms: EndingTerms): EndingPlan {
  const { fee } = terms;
  requireSettled(payments, fee.currency);
  const sum = (pick: (payment: PaymentToEnd) => Money) => Money.sum(payments.map(pick), fee.currency);
  const net = sum(({ captured }) => captured).minusOrZero(sum(({ refunded }) => refunded));
  const lacking = fee.minusOrZero(net.plus(waived));
  const fromHolds = endHolds(payments, terms.holds === 'capture_fee' ? lacking : Money.zero(fee.currency));
  const tooMuch = net.minusOrZero(fee);
  const refunds = terms.taken === 'refund' ? giveBack(payments, tooMuch) : [];
  const captured = amountOf(fromHolds, 'capture', fee.currency);
  return {
    operations: [...fromHolds, ...refunds],
    outstanding: lacking.minus(captured),
    overpaid: tooMuch.minus(amountOf(refunds, 'refund', fee.currency)),
  };
}

function requireSettled(payments: readonly PaymentToEnd[], currency: string): void {
  const open = payments.filter(({ state, operation }) => isInFlight(state) || operation !== undefined);
  if (open.length === 0) return;
  const amount = Money.sum(
    open.map((payment) => payment.amount),
    currency,
  );
  throw new MoneyUnderWay(
    amount,
    open.every(({ state }) => state === 'requires_action'),
  );
}

function endHolds(payments: readonly PaymentToEnd[], toCapture: Money): PlannedOperation[] {
  let left = toCapture;
  return payments
    .filter(({ state }) => state === 'authorized')
    .map(({ id, amount: held }) => {
      if (left.isZero) return { payment: id, kind: 'release', amount: held };
      const amount = held.atMost(left);
      left = left.minus(amount);
      return { payment: id, kind: 'capture', amount };
    });
}

function giveBack(payments: readonly PaymentToEnd[], tooMuch: Money): PlannedOperation[] {
  let left = tooMuch;
  const operations: PlannedOperation[] = [];
  for (const { id, kind, state, captured, refunded, disputed } of payments.toReversed()) {
    if (kind === 'collection' || state !== 'succeeded' || !disputed.isZero) continue;
    const amount = captured.minusOrZero(refunded).atMost(left);
    if (amount.isZero) continue;
    left = left.minus(amount);
    operations.push({ payment: id, kind: 'refund', amount });
  }
  return operations;
}

function amountOf(
  operations: readonly PlannedOperation[],
  kind: PlannedOperation['kind'],
  currency: string,
): Money {
  return Money.sum(
    operations.filter((operation) => operation.kind === kind).map(({ amount }) => amount),
    currency,
  );
}
