/**
 * Declines in words that staff can act on. Codes: https://docs.stripe.com/declines/codes. Codes that hint at fraud
 * (lost, stolen, pickup…) are told as a plain decline, as Stripe asks, so that nobody repeats them to the customer.
 */
const BY_DECLINE_CODE: Readonly<Record<string, string>> = {
  insufficient_funds: 'Not enough funds on the card. Try a smaller amount or another card.',
  card_velocity_exceeded: 'The card’s spending limit is reached. Try another card, or later.',
  withdrawal_count_limit_exceeded: 'The card’s spending limit is reached. Try another card, or later.',
  expired_card: 'The card has expired. Ask the customer for another one.',
  incorrect_cvc: 'The card’s security code is wrong. Ask the customer to enter the card again.',
  incorrect_number: 'The card number is wrong. Ask the customer to enter the card again.',
  processing_error: 'The card couldn’t be processed just now. Try again in a few minutes.',
  issuer_not_available: 'The customer’s bank couldn’t be reached. Try again in a few minutes.',
  try_again_later: 'The customer’s bank asks to try again later.',
  currency_not_supported: 'The card doesn’t support this currency. Ask the customer for another one.',
  card_not_supported: 'The card doesn’t support this kind of purchase. Ask the customer for another one.',
  do_not_honor:
    'The customer’s bank declined without saying why. The customer can ask the bank, or use another card.',
  call_issuer: 'The customer’s bank declined. The customer should call the bank, or use another card.',
  transaction_not_allowed: 'The customer’s bank doesn’t allow this payment. Ask for another card.',
  authentication_required: 'The customer’s bank wants the customer to confirm this payment.',
};

const BY_CODE: Readonly<Record<string, string>> = {
  expired_card: BY_DECLINE_CODE.expired_card ?? '',
  incorrect_cvc: BY_DECLINE_CODE.incorrect_cvc ?? '',
  incorrect_number: BY_DECLINE_CODE.incorrect_number ?? '',
  processing_error: BY_DECLINE_CODE.processing_error ?? '',
  authentication_required: BY_DECLINE_CODE.authentication_required ?? '',
};

export function describeDecline(
  code: string,
  declineCode: string | undefined,
  stripeMessage?: string,
): string {
  const words = (declineCode && BY_DECLINE_CODE[declineCode]) || BY_CODE[code];
  if (words) return words;
  if (code === 'card_declined')
    return 'The card was declined. Ask the customer for another card, or to call their bank.';
  return stripeMessage ?? 'The payment was declined.';
}
