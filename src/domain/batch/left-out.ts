import type { BookingAmounts } from '../booking/payment-status.js';

/** Why a booking of a batch isn't charged: found by the review, or when its turn came. */
export const LEFT_OUT_REASONS = [
  'nothing_owed',
  'held',
  'under_way',
  'no_card',
  /** The customer has a payment in Stripe that no booking asked for: it may be for this one. */
  'unmatched_payment',
  'card_must_not_be_retried',
  'card_retried_too_often',
  'amount_not_accepted',
  /** Less can be charged than was reviewed. */
  'amount_changed',
  /** Another card would be charged by now than the one that was reviewed. */
  'card_changed',
  /** Purser itself failed at it, again and again; nothing was asked of Stripe. */
  'not_possible',
] as const;

export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** What a refusal to charge means for the review. `code`: the refusal's own. */
export function reasonInReview(code: string, amounts: BookingAmounts): LeftOutReason {
  if (code !== 'over_chargeable' && code !== 'amount_not_positive') return reasonOf(code);
  if (amounts.outstanding.isZero) return 'nothing_owed';
  return amounts.held.isZero ? 'under_way' : 'held';
}

/** What a refusal means once the amount and the card were reviewed: they aren't what they were. */
export function reasonAfterReview(code: string): LeftOutReason {
  switch (code) {
    case 'over_chargeable':
    case 'currency_mismatch':
      return 'amount_changed';
    case 'no_card':
    case 'card_gone':
    case 'card_replaced':
      return 'card_changed';
    default:
      return reasonOf(code);
  }
}

function reasonOf(code: string): LeftOutReason {
  return LEFT_OUT_REASONS.find((reason) => reason === code) ?? 'not_possible';
}
