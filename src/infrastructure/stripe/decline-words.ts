import type { DeclineAdvice, NextStep } from '../../domain/payment/decline.js';

export interface DeclineWords {
  /** For staff. */
  readonly message: string;
  /** What may be told to the customer. */
  readonly customerMessage: string;
  readonly nextStep: NextStep;
}

const GENERIC_FOR_CUSTOMER =
  'Your card was declined. Please use another card, or ask your bank about this payment.';

const words = (nextStep: NextStep, message: string, customerMessage: string): DeclineWords => ({
  message,
  customerMessage,
  nextStep,
});

/** The customer may ask their bank, which knows more than it tells us. */
const bankOnly = (message: string): DeclineWords => words('call_the_bank', message, GENERIC_FOR_CUSTOMER);

/** Stripe asks not to tell the customer why: they hear of a plain decline. */
const secret = (message: string): DeclineWords =>
  words(
    'do_not_retry',
    `${message} Don’t tell the customer so: say only that it was declined.`,
    GENERIC_FOR_CUSTOMER,
  );

const REACH_LIMIT = words(
  'use_another_card',
  'The card’s spending limit is reached. Ask for another card; the customer can ask the bank to raise the limit.',
  'Your card’s limit is reached. Please use another card, or ask your bank.',
);
const WRONG_NUMBER = words(
  'correct_the_card',
  'The card number is wrong. Ask the customer to enter the card again.',
  'The card number isn’t right. Please enter your card again.',
);
const WRONG_CVC = words(
  'correct_the_card',
  'The card’s security code is wrong. Ask the customer to enter the card again.',
  'The card’s security code isn’t right. Please enter your card again.',
);
const WRONG_EXPIRY = words(
  'correct_the_card',
  'The card’s expiry date is wrong. Ask the customer to enter the card again.',
  'The card’s expiry date isn’t right. Please enter your card again.',
);
const NEEDS_PIN = words(
  'use_another_card',
  'The card wants its PIN, which can’t be given online. Ask for another card.',
  'This card needs its PIN and can’t be used online. Please use another card.',
);
const WITHDRAWN = words(
  'do_not_retry',
  'The customer told their bank to stop payments to you. Talk to the customer; don’t charge this card again.',
  'Your bank was told to stop this payment. Please ask your bank, or pay another way.',
);

/** Declines in words that people can act on, by Stripe's code. https://docs.stripe.com/declines/codes */
const BY_DECLINE_CODE: Readonly<Record<string, DeclineWords>> = {
  approve_with_id: words(
    'try_again_later',
    'The payment couldn’t be authorized just now. Try again once; if it fails again, the customer should call their bank.',
    GENERIC_FOR_CUSTOMER,
  ),
  authentication_not_handled: words(
    'authenticate',
    'The customer’s bank wanted the customer to confirm this payment, and they didn’t. Ask them to try again.',
    'Your bank wants you to confirm this payment.',
  ),
  authentication_required: words(
    'authenticate',
    'The customer’s bank wants the customer to confirm this payment.',
    'Your bank wants you to confirm this payment.',
  ),
  call_issuer: bankOnly(
    'The customer’s bank declined. The customer should call the bank, or use another card.',
  ),
  card_not_supported: words(
    'use_another_card',
    'The card doesn’t support this kind of purchase. Ask the customer for another one.',
    'Your card can’t be used for this kind of purchase. Please use another card, or ask your bank.',
  ),
  card_velocity_exceeded: REACH_LIMIT,
  currency_not_supported: words(
    'use_another_card',
    'The card doesn’t support this currency. Ask the customer for another one.',
    'Your card can’t pay in this currency. Please use another card, or ask your bank.',
  ),
  do_not_honor: bankOnly(
    'The customer’s bank declined without saying why. The customer can ask the bank, or use another card.',
  ),
  do_not_try_again: bankOnly(
    'The customer’s bank declined, and asks not to try again. The customer can ask the bank, or use another card.',
  ),
  duplicate_transaction: words(
    'look_in_stripe',
    'A payment of the same amount with this card was made moments ago. Look in Stripe whether it went through before you try again.',
    'The same payment was made moments ago.',
  ),
  expired_card: words(
    'use_another_card',
    'The card has expired. Ask the customer for another one.',
    'Your card has expired. Please use another card.',
  ),
  fraudulent: secret('Stripe suspects that this payment is fraudulent, and blocked it.'),
  generic_decline: bankOnly(
    'The card was declined. Ask the customer for another card, or to call their bank.',
  ),
  highest_risk_level: secret('Stripe blocked this payment as too risky.'),
  incorrect_address: words(
    'correct_the_card',
    'The card’s billing address is wrong. Ask the customer to enter the card again.',
    'The billing address doesn’t fit your card. Please enter your card again.',
  ),
  incorrect_cvc: WRONG_CVC,
  incorrect_number: WRONG_NUMBER,
  incorrect_pin: NEEDS_PIN,
  incorrect_zip: words(
    'correct_the_card',
    'The postal code doesn’t fit the card. Ask the customer to enter the card again.',
    'The postal code doesn’t fit your card. Please enter your card again.',
  ),
  insufficient_funds: words(
    'use_another_card',
    'Not enough funds on the card. Try a smaller amount or another card.',
    'Your card doesn’t have enough funds. Please use another card.',
  ),
  invalid_account: bankOnly(
    'The card, or the account behind it, is invalid. The customer should ask the bank; another card helps.',
  ),
  invalid_amount: words(
    'look_in_stripe',
    'The bank doesn’t accept this amount. If the amount is right, the customer should ask whether the card can pay that much.',
    'Your bank doesn’t accept this amount. Please ask your bank, or use another card.',
  ),
  invalid_cvc: WRONG_CVC,
  invalid_expiry_month: WRONG_EXPIRY,
  invalid_expiry_year: WRONG_EXPIRY,
  invalid_number: WRONG_NUMBER,
  invalid_pin: NEEDS_PIN,
  issuer_not_available: words(
    'try_again_later',
    'The customer’s bank couldn’t be reached. Try again in a few minutes.',
    'Your bank couldn’t be reached. Please try again in a few minutes.',
  ),
  lost_card: secret('The card was reported lost.'),
  merchant_blacklist: secret('The payment matches an entry of your own block list in Stripe.'),
  mobile_device_authentication_required: words(
    'authenticate',
    'The customer has to confirm this payment on their mobile device.',
    'Please confirm this payment on your mobile device.',
  ),
  new_account_information_available: bankOnly(
    'The card, or the account behind it, has changed. Ask for the new card; the bank can tell the customer more.',
  ),
  no_action_taken: bankOnly(
    'The customer’s bank declined without saying why. The customer can ask the bank, or use another card.',
  ),
  not_permitted: bankOnly(
    'The customer’s bank doesn’t permit this payment. The customer should ask the bank, or use another card.',
  ),
  offline_pin_required: NEEDS_PIN,
  online_or_offline_pin_required: NEEDS_PIN,
  pickup_card: secret('The card can’t be used: it may have been reported lost or stolen.'),
  pin_try_exceeded: words(
    'use_another_card',
    'The PIN was entered wrongly too often. Ask for another card.',
    'The PIN was entered wrongly too often. Please use another card.',
  ),
  processing_error: words(
    'try_again_later',
    'The card couldn’t be processed just now. Try again in a few minutes.',
    'Your card couldn’t be processed just now. Please try again in a few minutes.',
  ),
  reenter_transaction: words(
    'try_again_later',
    'The customer’s bank couldn’t process the payment for an unknown reason. Try again; if it fails again, the customer should call the bank.',
    'Your bank couldn’t process the payment. Please try again.',
  ),
  restricted_card: secret('The card can’t be used: it may have been reported lost or stolen.'),
  revocation_of_all_authorizations: WITHDRAWN,
  revocation_of_authorization: WITHDRAWN,
  security_violation: bankOnly(
    'The customer’s bank declined for a reason it doesn’t tell. The customer should ask the bank, or use another card.',
  ),
  service_not_allowed: bankOnly(
    'The customer’s bank doesn’t allow this payment. The customer should ask the bank, or use another card.',
  ),
  stolen_card: secret('The card was reported stolen.'),
  stop_payment_order: WITHDRAWN,
  testmode_decline: words(
    'use_another_card',
    'A test card was used. Use a real card.',
    'Your card was declined. Please use another card.',
  ),
  transaction_not_allowed: bankOnly(
    'The customer’s bank doesn’t allow this payment. The customer should ask the bank, or use another card.',
  ),
  try_again_later: words(
    'try_again_later',
    'The customer’s bank declined for an unknown reason, and asks to try again later. If it fails again, the customer should call the bank.',
    'Your bank declined just now. Please try again later.',
  ),
  withdrawal_count_limit_exceeded: REACH_LIMIT,
};

/** Codes of Stripe's errors that come without a decline code of the bank's. https://docs.stripe.com/error-codes */
const BY_CODE: Readonly<Record<string, DeclineWords>> = {
  ...Object.fromEntries(
    ['authentication_required', 'expired_card', 'incorrect_cvc', 'incorrect_number', 'incorrect_zip']
      .concat([
        'invalid_cvc',
        'invalid_expiry_month',
        'invalid_expiry_year',
        'invalid_number',
        'processing_error',
      ])
      .flatMap((code) => (BY_DECLINE_CODE[code] ? [[code, BY_DECLINE_CODE[code]]] : [])),
  ),
  card_declined: BY_DECLINE_CODE.generic_decline ?? bankOnly('The card was declined.'),
  payment_intent_authentication_failure: words(
    'authenticate',
    'The customer didn’t pass their bank’s check. They can try again, or use another card.',
    'Your bank couldn’t confirm that it was you. Please try again, or use another card.',
  ),
};

/** The codes that are told in words of their own. */
export const KNOWN_DECLINE_CODES: readonly string[] = Object.keys(BY_DECLINE_CODE);

export function describeDecline(
  code: string,
  declineCode: string | undefined,
  { advice, stripeMessage }: { advice?: DeclineAdvice; stripeMessage?: string } = {},
): DeclineWords {
  const known = (declineCode === undefined ? undefined : BY_DECLINE_CODE[declineCode]) ?? BY_CODE[code];
  const said = known ?? bankOnly(stripeMessage ?? 'The payment was declined.');
  return { ...said, nextStep: advised(said.nextStep, advice) };
}

/** What the bank advised this time comes before what its code means in general. */
function advised(step: NextStep, advice: DeclineAdvice | undefined): NextStep {
  if (step === 'do_not_retry') return step;
  if (advice === 'do_not_try_again') return step === 'try_again_later' ? 'use_another_card' : step;
  return advice === 'confirm_card_data' ? 'correct_the_card' : step;
}
