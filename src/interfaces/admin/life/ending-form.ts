import type { BookingView } from '../../../application/booking/booking.views.js';
import { MoneyUnderWay, type EndingPlan, type PlannedOperation } from '../../../domain/booking/ending.js';
import { PAYMENT_STATUS_LABELS, paymentStatusOf } from '../../../domain/booking/payment-status.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { Money } from '../../../domain/shared/money.js';
import { cardName } from '../bookings/card-name.js';
import type { FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { amountsAfter } from '../payments/status-after.js';
import type { Format } from '../views/format.js';
import { planFor } from './ending-plan.js';

export type Ending = 'cancelled' | 'no_show';

export interface TypedEnding {
  /** For a no-show: whether the price stays, or only a fee is owed. */
  readonly owed: 'price' | 'fee';
  readonly fee: string;
  readonly holds: 'capture_fee' | 'release';
  readonly taken: 'refund' | 'leave';
  readonly reason: string;
}

export interface EndingFormInput {
  readonly life: Ending;
  readonly booking: BookingView;
  readonly decision: string;
  readonly typed: TypedEnding;
  readonly problem?: FormProblem;
}

export function typedEnding(fields: FormFields | undefined, life: Ending): TypedEnding {
  const fee = textOf(fields, 'fee');
  return {
    owed: life === 'cancelled' || textOf(fields, 'owed') === 'fee' ? 'fee' : 'price',
    fee: fee.trim() === '' ? '0' : fee,
    holds: textOf(fields, 'holds') === 'release' ? 'release' : 'capture_fee',
    taken: textOf(fields, 'taken') === 'leave' ? 'leave' : 'refund',
    reason: textOf(fields, 'reason'),
  };
}

const WORDS = {
  cancelled: {
    path: 'cancellation',
    title: 'Cancel the booking',
    submit: 'Yes, cancel the booking',
    fee: 'Cancellation fee',
    feeHint: 'What the customer owes all the same; 0 for nothing.',
    becomes: 'Cancelled',
  },
  no_show: {
    path: 'no-show',
    title: 'The customer didn’t come',
    submit: 'Yes, they didn’t come',
    fee: 'No-show fee',
    feeHint: 'What the customer owes instead of the price.',
    becomes: 'No-show',
  },
} as const;

/** The dialog that ends a booking, and says what becomes of each payment before it is confirmed. */
export function endingForm({ life, booking, decision, typed, problem }: EndingFormInput, format: Format) {
  const { currency } = booking;
  const money = (amount: number) => format.money(amount, currency);
  const words = WORDS[life];
  const open = booking.payments.filter(({ state }) => state === 'authorized');
  const net = Math.max(0, booking.captured + booking.collected - booking.refunded);
  const plan = planOf(booking, typed);
  return {
    ...words,
    booking,
    decision,
    typed,
    action: `/bookings/${booking.id}/${words.path}`,
    back: `/bookings/${booking.id}`,
    subtitle: `${booking.reference} · ${booking.customer.name} · ${money(booking.total)}`,
    symbol: format.symbol(currency),
    isNoShow: life === 'no_show',
    priceStays: typed.owed === 'price',
    price: money(booking.total),
    most: money(booking.total),
    held: open.length > 0 ? money(booking.held) : undefined,
    net: net > 0 ? money(net) : undefined,
    captures: typed.holds === 'capture_fee',
    refunds: typed.taken === 'refund',
    blocked: plan instanceof MoneyUnderWay ? blockedBy(plan, money) : undefined,
    outcome: outcomeOf(booking, typed, plan, format),
    errors: problem?.field === undefined ? {} : { [problem.field]: problem.message },
    problem: problem?.field === undefined ? problem : undefined,
  };
}

/** What was typed for the fee, when it is an amount within bounds. Throws what the domain says of it. */
export function feeIn({ fee }: TypedEnding, currency: string): Money {
  return Money.parse(fee, currency);
}

/** Undefined while the fee can't be read, or is more than the price. */
function planOf(booking: BookingView, typed: TypedEnding): EndingPlan | MoneyUnderWay | undefined {
  const money = (amount: number) => Money.of(amount, booking.currency);
  const { holds, taken, owed } = typed;
  if (owed === 'price') {
    const { outstanding, overpaid } = booking;
    return { operations: [], outstanding: money(outstanding), overpaid: money(overpaid) };
  }
  const fee = readable(() => feeIn(typed, booking.currency));
  const isPossible = fee !== undefined && fee.amount <= booking.total;
  const plan = planFor(booking, { fee: isPossible ? fee : money(0), holds, taken });
  return isPossible || plan instanceof MoneyUnderWay ? plan : undefined;
}

function outcomeOf(
  booking: BookingView,
  typed: TypedEnding,
  plan: EndingPlan | MoneyUnderWay | undefined,
  format: Format,
) {
  const money = (amount: number) => format.money(amount, booking.currency);
  if (plan instanceof MoneyUnderWay) return undefined;
  if (!plan) return { why: `Enter a fee of at most ${money(booking.total)} to see what happens.` };
  const moves = plan.operations.map((operation) => moveWords(operation, booking, money));
  const captured = sumOf(plan, 'capture');
  const refunded = sumOf(plan, 'refund');
  const priceStays = typed.owed === 'price';
  const after = amountsAfter(booking, {
    ...(priceStays ? {} : { total: feeIn(typed, booking.currency).amount, held: 0 }),
    captured,
    refunded,
  });
  const notes = [
    plan.outstanding.isZero
      ? 'Nothing is owed afterwards.'
      : `${money(plan.outstanding.amount)} is owed afterwards.`,
    ...(plan.overpaid.isZero ? [] : [leftWords(booking, typed, plan.overpaid.amount, money)]),
    ...(priceStays && booking.held > 0 ? [`${money(booking.held)} stays held: capture or release it.`] : []),
  ];
  return {
    moves,
    nothing: moves.length === 0,
    notes,
    becomes: PAYMENT_STATUS_LABELS[paymentStatusOf(after)],
    submit: submitWords(plan, money),
  };
}

/** "and refund $80.00, release $50.00" */
function submitWords(plan: EndingPlan, money: (amount: number) => string): string {
  const moves = (['refund', 'capture', 'release'] as const)
    .map((kind) => [kind, sumOf(plan, kind)] as const)
    .filter(([, amount]) => amount > 0)
    .map(([kind, amount]) => `${kind} ${money(amount)}`);
  return moves.length > 0 ? `and ${moves.join(', ')}` : '';
}

/** "Refund $80.00 of the charge to Visa •••• 4242" */
function moveWords(
  { payment: id, kind, amount }: PlannedOperation,
  booking: BookingView,
  money: (amount: number) => string,
) {
  const payment = booking.payments.find((each) => each.id === id);
  const card = cardName(payment?.card);
  const rest = (payment?.amount ?? 0) - amount.amount;
  switch (kind) {
    case 'capture':
      return {
        what: `Capture ${money(amount.amount)}`,
        rest: `${card && ` from ${card}`}${rest > 0 ? `; the rest of the hold, ${money(rest)}, is given back` : ''}`,
      };
    case 'release':
      return { what: `Release the hold of ${money(amount.amount)}`, rest: card && ` on ${card}` };
    case 'refund':
      return { what: `Refund ${money(amount.amount)}`, rest: card && ` to ${card}` };
  }
}

function leftWords(
  booking: BookingView,
  { taken }: TypedEnding,
  overpaid: number,
  money: (amount: number) => string,
): string {
  if (taken === 'leave') return `${money(overpaid)} more than owed stays with you until you refund it.`;
  return booking.collected > 0
    ? `${money(overpaid)} was taken outside Stripe: give it back the way it came, and record it on the booking.`
    : `${money(overpaid)} can’t be refunded from here, because its payment is disputed.`;
}

function blockedBy(error: MoneyUnderWay, money: (amount: number) => string): string {
  const amount = money(Number(error.details.amount));
  return error.details.waits_for_customer === true
    ? `${amount} waits for the customer to authenticate. Give that payment up on the booking’s page first, or wait for them.`
    : `${amount} is under way. Its outcome is known in a moment; open this again then.`;
}

function sumOf({ operations }: EndingPlan, wanted: PlannedOperation['kind']): number {
  return operations.filter(({ kind }) => kind === wanted).reduce((sum, { amount }) => sum + amount.amount, 0);
}

function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
