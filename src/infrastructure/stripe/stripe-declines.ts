import {
  DECLINE_ADVICES,
  isForGood,
  type Decline,
  type DeclineAdvice,
} from '../../domain/payment/decline.js';
import { describeDecline } from './decline-words.js';

/** Stripe's account of a refusal: of a PaymentIntent's `last_payment_error`, or the error itself. */
export interface StripeDecline {
  readonly code?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly network_advice_code?: string;
  readonly network_decline_code?: string;
  readonly message?: string;
}

/**
 * Mastercard's Merchant Advice Codes that ask to wait, in hours; Stripe passes them on as they are.
 * https://docs.stripe.com/api/errors#errors-network_advice_code
 */
const WAIT_HOURS: Readonly<Record<string, number>> = {
  '24': 1,
  '25': 24,
  '26': 48,
  '27': 96,
  '28': 144,
  '29': 192,
  '30': 240,
};

export function toDecline(error: StripeDecline): Decline {
  const code = error.code ?? 'card_declined';
  const advice = adviceFrom(error.advice_code);
  const decline = {
    code,
    declineCode: error.decline_code,
    ...describeDecline(code, error.decline_code, { advice, stripeMessage: error.message }),
    advice,
    networkAdviceCode: error.network_advice_code,
    networkDeclineCode: error.network_decline_code,
    waitHours: error.network_advice_code === undefined ? undefined : WAIT_HOURS[error.network_advice_code],
    retryable: false,
  };
  return { ...decline, retryable: !isForGood(decline) && advice !== 'confirm_card_data' };
}

/** Advice newer than this code is none. */
function adviceFrom(text: string | undefined): DeclineAdvice | undefined {
  return DECLINE_ADVICES.find((advice) => advice === text);
}
