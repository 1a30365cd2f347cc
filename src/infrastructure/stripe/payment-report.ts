import type Stripe from 'stripe';
import type { GatewayPayment, PaymentOrigin } from '../../application/payment/payment-gateway.port.js';
import type {
  CardSummary,
  PaymentReport,
  ReportedRefund,
  ReportedStatus,
} from '../../domain/payment/payment-report.js';
import { toDecline } from './stripe-declines.js';
import { toDispute } from './stripe-disputes.js';
import { fromStripeAmount } from './stripe-amounts.js';

/** Our ids on Stripe's objects, so that each finds the other. */
export const PAYMENT_METADATA = 'purser_payment';
export const BOOKING_METADATA = 'purser_booking';
export const REFUND_METADATA = 'purser_refund';
/** What staff noted with a refund, for whoever looks at it in Stripe's dashboard. */
export const NOTE_METADATA = 'purser_note';

/** What a report needs beyond the PaymentIntent itself. Expansion goes four levels deep at most. */
export const REPORT_EXPANSION = ['latest_charge', 'latest_charge.refunds'];

/** The same from a refund. */
export const REFUND_EXPANSION = REPORT_EXPANSION.map((path) => `payment_intent.${path}`);

export function toGatewayPayment(
  intent: Stripe.PaymentIntent,
  disputes: readonly Stripe.Dispute[] = [],
  reversals?: ReadonlySet<string>,
): GatewayPayment {
  return {
    report: toPaymentReport(intent, disputes, reversals),
    payment: intent.metadata[PAYMENT_METADATA],
    origin: toOrigin(intent),
  };
}

/** https://docs.stripe.com/api/payment_intents/object */
function toOrigin(intent: Stripe.PaymentIntent): PaymentOrigin {
  const { customer } = intent;
  return {
    kind: intent.capture_method === 'manual' ? 'hold' : 'charge',
    stripeCustomer: typeof customer === 'string' ? customer : customer?.id,
    description: intent.description?.trim() || undefined,
    booking: intent.metadata[BOOKING_METADATA],
    madeAt: new Date(intent.created * 1000),
  };
}

/**
 * Stripe's PaymentIntent, in the domain's words. The charge's facts are told only where it was expanded.
 *
 * @param reversals refunds of what was held and never taken; while that isn't known, none that may be one is told
 */
export function toPaymentReport(
  intent: Stripe.PaymentIntent,
  disputes: readonly Stripe.Dispute[] = [],
  reversals?: ReadonlySet<string>,
): PaymentReport {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const error = intent.last_payment_error;
  const money = (amount: number) => fromStripeAmount(amount, intent.currency);
  const captureBefore = charge?.payment_method_details?.card?.capture_before;
  const isReversal = (refund: Stripe.Refund) =>
    reversals ? reversals.has(refund.id) : charge !== null && mayBeReversal(refund, charge);
  return {
    paymentIntent: intent.id,
    status: toStatus(intent.status),
    amount: money(intent.amount),
    received: money(intent.amount_received),
    takenAt: takenAt(intent, charge),
    charge: charge?.id ?? (typeof intent.latest_charge === 'string' ? intent.latest_charge : undefined),
    chargeAuthorized:
      charge?.status === 'succeeded' || intent.status === 'requires_capture' || intent.status === 'succeeded',
    captureBefore: captureBefore ? new Date(captureBefore * 1000) : undefined,
    // https://docs.stripe.com/api/payment_intents/object#payment_intent_object-cancellation_reason
    expired: intent.status === 'canceled' && isExpiry(intent.cancellation_reason),
    decline: error ? toDecline(error) : undefined,
    authenticationRequired: isAuthenticationRequired(error),
    card: toCard(charge) ?? (error?.payment_method ? toCardSummary(error.payment_method) : undefined),
    refunds: (charge?.refunds?.data ?? [])
      .filter((refund) => gaveMoneyBack(refund) && !isReversal(refund))
      .map(toRefund),
    disputes: disputes.map(toDispute),
  };
}

/** How the payment stands after a refund; `refund` must have been expanded by REFUND_EXPANSION. */
export function toRefundedReport(refund: Stripe.Refund): PaymentReport {
  const { payment_intent: intent } = refund;
  if (intent === null || typeof intent === 'string') throw new Error(`Refund ${refund.id} tells no payment.`);
  const report = toPaymentReport(intent);
  // Only the latest few are expanded.
  const others = report.refunds.filter(({ id }) => id !== refund.id);
  return { ...report, refunds: [...others, toRefund(refund)] };
}

export function toCardSummary(method: Stripe.PaymentMethod): CardSummary | undefined {
  const { id, card } = method;
  if (!card) return undefined;
  return {
    id,
    brand: card.brand,
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    ...fingerprintIn(card),
  };
}

const AUTHENTICATION_FAILURE = 'payment_intent_authentication_failure';

/** https://docs.stripe.com/payments/paymentintents/off-session: the issuer wants the customer to authenticate. */
export function isAuthenticationRequired(error: { code?: string; decline_code?: string } | null): boolean {
  // Who failed once may try again: https://docs.stripe.com/error-codes#payment-intent-authentication-failure
  if (error?.code === AUTHENTICATION_FAILURE) return true;
  return error?.code === 'authentication_required' || error?.decline_code === 'authentication_required';
}

/** A charge is made when it is taken, unless it is captured later: https://docs.stripe.com/api/charges/object */
function takenAt(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): Date | undefined {
  if (!charge || intent.status !== 'succeeded' || intent.capture_method === 'manual') return undefined;
  return new Date(charge.created * 1000);
}

const STATUSES: readonly string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] satisfies ReportedStatus[];

/** A status newer than this code says nothing about money yet: waiting for Stripe to go on loses nothing. */
function toStatus(status: string): ReportedStatus {
  return STATUSES.includes(status) ? (status as ReportedStatus) : 'processing';
}

function isExpiry(reason: string | null): boolean {
  return reason === 'automatic' || reason === 'expired';
}

function toCard(charge: Stripe.Charge | null): CardSummary | undefined {
  const card = charge?.payment_method_details?.card;
  if (!charge?.payment_method || !card?.last4) return undefined;
  return {
    id: charge.payment_method,
    brand: card.brand ?? 'card',
    last4: card.last4,
    expMonth: card.exp_month,
    expYear: card.exp_year,
    ...fingerprintIn(card),
  };
}

function fingerprintIn({ fingerprint }: { fingerprint?: string | null }): { fingerprint?: string } {
  return fingerprint ? { fingerprint } : {};
}

/**
 * What is left of a hold after a cancellation may be listed as a refund too. It was never taken: no balance moves.
 * https://docs.stripe.com/refunds#cancel-payment, https://docs.stripe.com/api/refunds/object#refund_object-balance_transaction
 */
export function gaveMoneyBack({ status, balance_transaction }: Stripe.Refund): boolean {
  return status !== 'succeeded' || balance_transaction !== null;
}

/**
 * The rest of a hold that was captured in part was never taken either. Since API version 2025-03-31.basil nothing is listed
 * for it; a capture that was made by an older one (the account's own, say) also lists a Refund of it, with a transaction
 * that takes it off the balance again. Only that transaction tells it from a refund of the same amount.
 * https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
export function mayBeReversal(refund: Stripe.Refund, charge: Stripe.Charge): boolean {
  const rest = charge.amount - charge.amount_captured;
  const isOurs = refund.metadata?.[REFUND_METADATA] !== undefined;
  return charge.captured && rest > 0 && refund.amount === rest && refund.status === 'succeeded' && !isOurs;
}

export function toRefund(refund: Stripe.Refund): ReportedRefund {
  return {
    id: refund.id,
    amount: fromStripeAmount(refund.amount, refund.currency),
    status: refundStatus(refund.status),
    reason: refund.reason ?? undefined,
    createdAt: new Date(refund.created * 1000),
    operation: refund.metadata?.[REFUND_METADATA],
  };
}

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
function refundStatus(status: string | null): ReportedRefund['status'] {
  if (status === 'succeeded' || status === 'failed' || status === 'canceled') return status;
  return 'pending'; // pending, or waiting for the customer (requires_action)
}
