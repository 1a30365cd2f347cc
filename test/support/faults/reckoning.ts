import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { BookedIntent, StripeBooks } from '../stripe-books.js';
import type { AskedOperation } from './asked-operation.js';
import type { Standing } from './money-operations.js';

/** What must never be found, by kind. */
export type Wrong =
  /** Stripe moved more than was decided. */
  | 'double'
  /** The booking tells of other money than Stripe does, or what was decided was forgotten. */
  | 'lost'
  /** Still open long after the fault was over. */
  | 'unresolved'
  /** Somebody was told a thing that isn't so. */
  | 'misled';

export interface Finding {
  readonly wrong: Wrong;
  readonly what: string;
}

/** What Stripe did for the booking, by its own books. */
export function standingInStripe(books: StripeBooks, booking: string): Standing & { intents: number } {
  const own = books.payment_intents.filter(({ metadata }) => metadata.purser_booking === booking);
  const sum = (pick: (intent: BookedIntent) => number) =>
    own.reduce((total, intent) => total + pick(intent), 0);
  return {
    captured: sum((intent) => intent.amount_received),
    held: sum((intent) => intent.amount_capturable),
    refunded: sum((intent) => intent.amount_refunded),
    intents: own.length,
  };
}

/** Nothing is asked of Stripe any more, and nothing is unknown. */
export function isSettled({ in_flight, flags, payments }: BookingJson): boolean {
  return (
    in_flight === waitingFor(payments) &&
    !flags.includes('in_doubt') &&
    payments.every(({ state, operation }) => operation === null && !['requested', 'in_doubt'].includes(state))
  );
}

/** For the customer, who may take their time. */
function waitingFor(payments: BookingJson['payments']): number {
  return payments
    .filter(({ state, operation }) => state === 'requires_action' && operation === null)
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** Compares a settled booking with Stripe's books, and both with what was decided. */
export function reckon(
  asked: AskedOperation,
  booking: BookingJson,
  books: StripeBooks,
  decided: boolean,
): Finding[] {
  const { name, operation } = asked;
  const stripe = standingInStripe(books, booking.id);
  const wanted = decided ? operation.after : operation.before;
  const payments = operation.payments ?? 1;
  const findings: Finding[] = [];
  const found = (wrong: Wrong, what: string) => findings.push({ wrong, what: `${name}: ${what}` });

  if (!isSettled(booking)) found('unresolved', JSON.stringify(booking.payments));
  if (movesMore(stripe, wanted, operation.before) || stripe.intents > payments) {
    found('double', `Stripe has ${JSON.stringify(stripe)}, decided was ${JSON.stringify(wanted)}`);
  } else if (!same(stripe, wanted)) {
    found('lost', `decided was ${JSON.stringify(wanted)}, Stripe has only ${JSON.stringify(stripe)}`);
  }
  if (!same(booking, stripe)) {
    found('lost', `Stripe has ${JSON.stringify(stripe)}, the booking says ${JSON.stringify(told(booking))}`);
  }
  if (wanted.waiting !== undefined && waitingFor(booking.payments) !== wanted.waiting)
    found('lost', `${wanted.waiting} was to wait for the customer: ${JSON.stringify(booking.payments)}`);
  if (booking.payments.length > payments)
    found('double', `${booking.payments.length} payments, decided were ${payments}`);
  for (const answer of asked.answers) {
    if (answer === 'none') continue;
    const isDone = answer.status === 201;
    const isRefused = REFUSALS.includes(answer.status) && answer.body.code !== 'idempotency_key_in_progress';
    if ((isDone && !decided) || (isRefused && decided)) {
      found(
        'misled',
        `was told ${answer.status} ${answer.body.code ?? ''}, and it ${decided ? 'was' : 'wasn’t'} done`,
      );
    }
  }
  return findings;
}

/** Definite answers that nothing was done; a 5xx says nothing of the kind, nor does 202. */
const REFUSALS = [402, 404, 409, 412, 422];

/** A hold that was to be captured or released and still stands is no more than was decided before. */
function movesMore(stripe: Standing, wanted: Standing, before: Standing): boolean {
  return (
    stripe.captured > wanted.captured ||
    stripe.refunded > wanted.refunded ||
    stripe.held > Math.max(wanted.held, before.held)
  );
}

function same(a: Standing, b: Standing): boolean {
  return a.captured === b.captured && a.held === b.held && a.refunded === b.refunded;
}

function told({ captured, held, refunded, in_flight }: BookingJson) {
  return { captured, held, refunded, in_flight };
}
