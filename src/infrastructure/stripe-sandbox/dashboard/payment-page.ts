import type Stripe from 'stripe';
import { fieldAmount, formatAmount } from './amounts.js';
import { cardOf } from './cards.js';
import { DISPUTE_KINDS, disputeLine } from './dispute-page.js';
import { eventLine, HISTORY_TYPES, isAbout, type EventLine } from './event-words.js';
import { showCustomer } from './parties.js';
import { paymentRow } from './payment-rows.js';
import { chargeOf, refundedOf, statusOf, type StatusBadge } from './payment-status.js';
import { scan } from './scan.js';
import { showTime } from './times.js';

/** What a person did last on the page, from its address; only known words become text. */
export type PaymentNotice = 'captured' | 'canceled' | 'refunded' | 'authenticated' | 'refused' | 'disputed';

/** A form that could not be carried out, shown again as it was typed. */
export interface RefusedForm {
  readonly form: 'capture' | 'cancel' | 'refund' | 'authenticate' | 'dispute';
  readonly problem: string;
  readonly amount?: string;
  readonly reason?: string;
}

export const REFUND_REASONS = [
  { value: 'requested_by_customer', label: 'Requested by the customer' },
  { value: 'duplicate', label: 'Duplicate' },
  { value: 'fraudulent', label: 'Fraudulent' },
] as const;

const REASONS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(REFUND_REASONS.map(({ value, label }) => [value, label])),
  expired_uncaptured_charge: 'Never captured',
};

const MOST_EVENTS = 50;
/** In seconds. */
const FIRST_MINUTES = 120;

/** Everything that the page of one payment shows. Throws Stripe's error when there is no such payment. */
export async function paymentPage(
  stripe: Stripe,
  id: string,
  { notice, refused }: { notice?: PaymentNotice; refused?: RefusedForm } = {},
): Promise<object> {
  const intent = await stripe.paymentIntents.retrieve(id, {
    expand: ['customer', 'payment_method', 'latest_charge.balance_transaction'],
  });
  const [charges, refunds, disputes, history] = await Promise.all([
    stripe.charges.list({ payment_intent: id, limit: 100 }),
    stripe.refunds.list({ payment_intent: id, limit: 100 }),
    stripe.disputes.list({ payment_intent: id, limit: 100 }),
    historyOf(stripe, intent),
  ]);
  return {
    title: `${formatAmount(intent.amount, intent.currency)} payment`,
    section: 'payments',
    ...paymentRow(intent),
    card: cardOf(intent),
    customer: showCustomer(intent.customer),
    description: intent.description ?? undefined,
    facts: factsOf(intent),
    metadata: Object.entries(intent.metadata).map(([key, value]) => ({ key, value })),
    error: errorOf(intent),
    charges: charges.data.map((charge) => chargeLine(charge, intent.status === 'canceled')),
    refunds: refunds.data.map(refundLine),
    disputes: disputes.data.map(disputeLine),
    history,
    notice: notice && noticeText(notice, intent, refunds.data[0]),
    actions: actionsFor(intent, refused),
  };
}

/** How much of a captured payment is still with the business, in minor units. */
export function refundableOf(intent: Stripe.PaymentIntent): number {
  return intent.status === 'succeeded' ? intent.amount_received - refundedOf(intent) : 0;
}

function actionsFor(intent: Stripe.PaymentIntent, refused: RefusedForm | undefined): object {
  const { currency, status, amount_capturable: capturable } = intent;
  const problemOf = (form: RefusedForm['form']) => (refused?.form === form ? refused.problem : undefined);
  const refundable = refundableOf(intent);
  const cancelable = /^requires_/.test(status);
  return {
    any: cancelable || refundable > 0 || status === 'succeeded',
    authenticate: status === 'requires_action' && { problem: problemOf('authenticate') },
    capture: status === 'requires_capture' && {
      most: formatAmount(capturable, currency),
      amount: refused?.form === 'capture' ? (refused.amount ?? '') : fieldAmount(capturable, currency),
      problem: problemOf('capture'),
    },
    cancel: cancelable && {
      releases: status === 'requires_capture' && formatAmount(capturable, currency),
      problem: problemOf('cancel'),
    },
    refund: refundable > 0 && {
      most: formatAmount(refundable, currency),
      amount: refused?.form === 'refund' ? (refused.amount ?? '') : fieldAmount(refundable, currency),
      reasons: REFUND_REASONS.map((reason) => ({ ...reason, chosen: reason.value === refused?.reason })),
      problem: problemOf('refund'),
    },
    dispute: intent.status === 'succeeded' && {
      most: formatAmount(intent.amount_received, currency),
      amount:
        refused?.form === 'dispute' ? (refused.amount ?? '') : fieldAmount(intent.amount_received, currency),
      reasons: DISPUTE_KINDS.map((kind) => ({ ...kind, chosen: kind.value === refused?.reason })),
      problem: problemOf('dispute'),
    },
    code: currency.toUpperCase(),
  };
}

function factsOf(intent: Stripe.PaymentIntent): { name: string; value: string }[] {
  const show = (amount: number) => formatAmount(amount, intent.currency);
  const fee = feeOf(intent);
  const released = releasedOf(intent);
  const facts = [
    ['Requested', show(intent.amount)],
    ['Can be captured', intent.amount_capturable > 0 && show(intent.amount_capturable)],
    ['Received', intent.amount_received > 0 && show(intent.amount_received)],
    ['Released', released > 0 && show(released)],
    ['Refunded', refundedOf(intent) > 0 && show(refundedOf(intent))],
    ['Fees', fee && formatAmount(fee.fee, fee.currency)],
    ['Net', fee && formatAmount(fee.net, fee.currency)],
    ['Capture method', intent.capture_method === 'manual' ? 'Manual' : 'Automatic'],
    ['Canceled because', intent.cancellation_reason?.replaceAll('_', ' ')],
  ] as const;
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

function releasedOf({
  capture_method,
  status,
  amount,
  amount_received: received,
}: Stripe.PaymentIntent): number {
  return capture_method === 'manual' && status === 'succeeded' ? amount - received : 0;
}

function feeOf(intent: Stripe.PaymentIntent): Stripe.BalanceTransaction | undefined {
  const transaction = chargeOf(intent)?.balance_transaction;
  return typeof transaction === 'object' && transaction !== null ? transaction : undefined;
}

function errorOf(intent: Stripe.PaymentIntent): { message: string; code?: string } | undefined {
  const error = intent.last_payment_error;
  if (!error || intent.status === 'succeeded' || intent.status === 'requires_capture') return undefined;
  return { message: error.message ?? 'The payment failed.', code: error.decline_code ?? error.code };
}

function chargeLine(charge: Stripe.Charge, isCanceled: boolean): object {
  const { id, amount, amount_captured: captured, currency, created } = charge;
  const state =
    charge.status === 'failed'
      ? { label: 'Declined', tone: 'bad', icon: 'cross' }
      : charge.captured
        ? { label: 'Captured', tone: 'good', icon: 'tick' }
        : isCanceled
          ? { label: 'Released', tone: 'mute', icon: 'back' }
          : { label: 'Authorized', tone: 'wait', icon: 'clock' };
  return {
    id,
    amount: formatAmount(captured > 0 ? captured : amount, currency),
    state,
    disputed: charge.disputed,
    created: showTime(created),
  };
}

function refundLine(refund: Stripe.Refund): object {
  const { id, amount, currency, created, reason } = refund;
  return {
    id,
    amount: formatAmount(amount, currency),
    state: refundState(refund),
    reason: reason ? (REASONS[reason] ?? reason) : undefined,
    created: showTime(created),
  };
}

/** What an older account lists for money that was only reserved moves nothing on the balance. */
function refundState({ status, balance_transaction: moved }: Stripe.Refund): StatusBadge {
  if (status === 'succeeded') {
    return moved === null
      ? { label: 'Released', tone: 'mute', icon: 'back' }
      : { label: 'Refunded', tone: 'good', icon: 'tick' };
  }
  if (status === 'failed') return { label: 'Failed', tone: 'bad', icon: 'cross' };
  if (status === 'canceled') return { label: 'Canceled', tone: 'bad', icon: 'cross' };
  return { label: 'Pending', tone: 'wait', icon: 'clock' };
}

/**
 * Newest first. Events can't be listed by their subject, so those since the payment was made are looked through; where
 * they are too many, the payment's first minutes at least.
 */
async function historyOf(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<EventLine[]> {
  const within = (created: Stripe.RangeQueryParam) =>
    scan(
      (paging) => stripe.events.list({ ...paging, created, types: [...HISTORY_TYPES] }),
      (event) => isAbout(event, intent.id),
      { wanted: MOST_EVENTS },
    );
  const { found, after } = await within({ gte: intent.created });
  if (after === undefined || found.length === MOST_EVENTS) return found.map(eventLine);
  const first = await within({ gte: intent.created, lte: intent.created + FIRST_MINUTES });
  const known = new Set(found.map(({ id }) => id));
  return [...found, ...first.found.filter(({ id }) => !known.has(id))].map(eventLine);
}

function noticeText(
  notice: PaymentNotice,
  intent: Stripe.PaymentIntent,
  lastRefund: Stripe.Refund | undefined,
): string {
  const show = (amount: number) => formatAmount(amount, intent.currency);
  switch (notice) {
    case 'captured': {
      const released = releasedOf(intent);
      const rest = released > 0 ? ` ${show(released)} was released.` : '';
      return `${show(intent.amount_received)} was captured.${rest}`;
    }
    case 'canceled':
      return 'The payment was canceled. Nothing was taken.';
    case 'refunded':
      return lastRefund ? `${show(lastRefund.amount)} was refunded.` : 'The payment was refunded.';
    case 'disputed':
      return 'The customer’s bank disputes the payment.';
    case 'authenticated':
      return `The customer authenticated. The payment is now: ${statusOf(intent).label}.`;
    case 'refused':
      return `The customer did not authenticate. The payment is now: ${statusOf(intent).label}.`;
  }
}
