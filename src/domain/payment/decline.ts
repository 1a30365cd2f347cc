/** What to do about a declined card, from what its bank said. https://docs.stripe.com/declines/codes, "Next steps" */
export const NEXT_STEPS = [
  'try_again_later',
  'use_another_card',
  'call_the_bank',
  'correct_the_card',
  'authenticate',
  'do_not_retry',
  'look_in_stripe',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** Stripe's `advice_code`. https://docs.stripe.com/declines/card#retrying-issuer-declines */
export const DECLINE_ADVICES = ['confirm_card_data', 'do_not_try_again', 'try_again_later'] as const;
export type DeclineAdvice = (typeof DECLINE_ADVICES)[number];

/** Why a card was refused, in Stripe's codes and in words. */
export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  /** For staff. It may say what the customer must not hear: a card that was reported stolen, say. */
  readonly message: string;
  /** What may be told to the customer. */
  readonly customerMessage?: string;
  readonly nextStep?: NextStep;
  readonly advice?: DeclineAdvice;
  /** The card network's own two digits, as Stripe passes them on. */
  readonly networkAdviceCode?: string;
  readonly networkDeclineCode?: string;
  /** The network asks to wait this long before the next attempt. */
  readonly waitHours?: number;
  /** Whether Stripe advises to try the same card again, as it is. */
  readonly retryable: boolean;
}

/**
 * Codes after which only another card, or the customer themselves, can help.
 * https://docs.stripe.com/billing/revenue-recovery/smart-retries#non-retryable-decline-codes
 */
const HARD_DECLINES: readonly string[] = [
  'highest_risk_level',
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
];

/** Whether the card must not be tried again. What the bank advised this very time outranks what its code means in general. */
export function isForGood({ advice, declineCode }: Decline): boolean {
  if (advice !== undefined) return advice === 'do_not_try_again';
  return declineCode !== undefined && HARD_DECLINES.includes(declineCode);
}
