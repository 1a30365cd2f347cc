import type { Money } from '../shared/money.js';
import type { PaymentReport, ReportedDispute, ReportedRefund } from './payment-report.js';
import { Payment, type PaymentData } from './payment.js';
import type { PaymentState } from './payment-transitions.js';

/** Refunds and disputes, told by themselves. */
export interface ReportedFacts {
  readonly refunds: readonly ReportedRefund[];
  readonly disputes: readonly ReportedDispute[];
}

/** What an event itself says of a PaymentIntent: how things stood when it was made, which may be long ago. */
export type EventContent =
  /** `paymentMethod`: with which it was paid or tried. The report lacks what only the current object tells. */
  | { readonly says: 'intent'; readonly report: PaymentReport; readonly paymentMethod?: string }
  /** `amount`: reserved or taken at first. `moved`: something was given back or disputed. */
  | { readonly says: 'charge'; readonly amount: Money; readonly captured: Money; readonly moved: boolean }
  | ({ readonly says: 'facts' } & ReportedFacts)
  /** It can't be read with certainty. */
  | { readonly says: 'too_little' };

/**
 * `nothing_new`: the payment is where it would be if the event had been heard in time. `conclusive`: it can be recorded
 * as it is, whatever else may have happened. `inconclusive`: only a look at the current object tells.
 */
export type Verdict = 'nothing_new' | 'conclusive' | 'inconclusive';

/** In Stripe these end a PaymentIntent for good. https://docs.stripe.com/payments/paymentintents/lifecycle */
const ENDED_UNPAID: readonly PaymentState[] = ['released', 'expired', 'canceled'];

/** Only what Stripe can't take back is believed of an event; it may be older than what is known. */
export function judge(payment: PaymentData, content: EventContent): Verdict {
  switch (content.says) {
    case 'intent':
      return judgeIntent(payment, content.report, content.paymentMethod);
    case 'charge':
      return judgeCharge(payment, content);
    case 'facts':
      return judgeFacts(payment, content);
    case 'too_little':
      return 'inconclusive';
  }
}

function judgeIntent(
  payment: PaymentData,
  report: PaymentReport,
  paymentMethod: string | undefined,
): Verdict {
  if (report.status === 'succeeded') return judgeSuccess(payment, report, paymentMethod);
  if (report.status === 'canceled') {
    if (payment.state === 'authorized') return 'conclusive';
    return ENDED_UNPAID.includes(payment.state) ? 'nothing_new' : 'inconclusive';
  }
  // Of the time before the end, or before the hold was placed.
  const isOlder =
    payment.state === 'succeeded' ||
    ENDED_UNPAID.includes(payment.state) ||
    isKnownHold(payment, report.amount);
  return isOlder && payment.charge !== undefined ? 'nothing_new' : 'inconclusive';
}

function judgeSuccess(
  payment: PaymentData,
  report: PaymentReport,
  paymentMethod: string | undefined,
): Verdict {
  if (ENDED_UNPAID.includes(payment.state)) return 'inconclusive';
  const isKnown = payment.state === 'succeeded' && !report.received.exceeds(payment.captured);
  if (isKnown && payment.charge !== undefined) return 'nothing_new';
  // The card that paid may be another than the one that was asked for: its details are in the current object only.
  const isKnownCard = paymentMethod !== undefined && payment.card?.id === paymentMethod;
  return isKnownCard && report.charge !== undefined && report.amount.equals(payment.amount)
    ? 'conclusive'
    : 'inconclusive';
}

function judgeCharge(
  payment: PaymentData,
  { amount, captured, moved }: { amount: Money; captured: Money; moved: boolean },
): Verdict {
  if (ENDED_UNPAID.includes(payment.state)) return 'nothing_new';
  const noFacts = payment.refunds.length === 0 && payment.disputes.length === 0;
  const isKnown =
    (payment.state === 'succeeded' || isKnownHold(payment, amount)) && payment.charge !== undefined;
  // What was given back or disputed is told without the ids that would tell whether it is known.
  return isKnown && noFacts && !moved && !captured.exceeds(payment.captured) ? 'nothing_new' : 'inconclusive';
}

function judgeFacts(payment: PaymentData, facts: ReportedFacts): Verdict {
  if (payment.state === 'succeeded') {
    if (facts.refunds.some((refund) => mayBeUncaptured(payment, refund))) return 'inconclusive';
    return Payment.restore(payment).applyFacts(facts) ? 'conclusive' : 'nothing_new';
  }
  // Nothing can be given back or disputed that wasn't taken: more has happened than this tells.
  const isEmpty = facts.refunds.length === 0 && facts.disputes.length === 0;
  return isEmpty && ENDED_UNPAID.includes(payment.state) ? 'nothing_new' : 'inconclusive';
}

/** As much as was held and never taken: whether that was given back, only a look at the current object tells. */
function mayBeUncaptured(payment: PaymentData, { id, amount, operation }: ReportedRefund): boolean {
  if (payment.kind !== 'hold' || operation !== undefined || !payment.amount.exceeds(payment.captured))
    return false;
  const isKnown = payment.refunds.some((refund) => refund.id === id);
  return !isKnown && amount.equals(payment.amount.minus(payment.captured));
}

/** A hold may have been raised since, or before: then only the current object tells how much it is for. */
function isKnownHold(payment: PaymentData, amount: Money): boolean {
  return (
    payment.state === 'authorized' && payment.captureBefore !== undefined && amount.equals(payment.amount)
  );
}
