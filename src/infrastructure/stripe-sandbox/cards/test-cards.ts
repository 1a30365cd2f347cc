import { createHash } from 'node:crypto';

/** Why an issuer (or Stripe's own Radar) refuses. https://docs.stripe.com/declines/codes */
export interface CardDecline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  /** https://docs.stripe.com/declines/card#retrying-issuer-declines */
  readonly advice?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later';
  /** The network's own code, where it was asked. https://docs.stripe.com/declines/network-codes */
  readonly networkCode?: string;
  /** Found out when the card is checked, so that it can't even be saved. */
  readonly refusedOnSave: boolean;
  readonly blockedByStripe?: boolean;
}

/** When the issuer asks for 3-D Secure. https://docs.stripe.com/testing#regulatory-cards */
export type Authentication =
  | 'never'
  /** On every payment, whether the card was set up or not. */
  | 'always'
  /** Off-session only until it was set up; on-session always. */
  | 'unless_set_up'
  /** On-session only: behaves as though it had been set up. */
  | 'already_set_up';

export interface TestCard {
  readonly brand: string;
  readonly displayBrand: string;
  readonly network: string;
  readonly last4: string;
  readonly funding: 'credit' | 'debit' | 'prepaid';
  readonly country: string;
  readonly authentication: Authentication;
  readonly decline?: CardDecline;
  readonly dispute?: 'fraudulent' | 'product_not_received' | 'inquiry';
  readonly refunds?: 'pending' | 'fail';
  /** Usually in two days. https://docs.stripe.com/testing#available-balance */
  readonly available?: 'at_once';
  /** Most are good for years. Stripe's own test cards take any date that lies ahead. */
  readonly expires?: 'this_month';
  readonly risk: 'normal' | 'elevated' | 'highest';
}

const NETWORK_CODES: Readonly<Record<string, string>> = {
  generic_decline: '05',
  lost_card: '41',
  stolen_card: '43',
  insufficient_funds: '51',
  expired_card: '54',
  card_velocity_exceeded: '65',
  processing_error: '96',
  incorrect_cvc: 'N7',
  authentication_required: '1A',
};

const declined = (
  code: string,
  declineCode: string,
  message: string,
  advice: CardDecline['advice'],
  refusedOnSave = true,
): CardDecline => ({
  code,
  declineCode,
  message,
  advice,
  networkCode: NETWORK_CODES[declineCode],
  refusedOnSave,
});

const GENERIC = declined('card_declined', 'generic_decline', 'Your card was declined.', 'try_again_later');
const NO_FUNDS = declined(
  'card_declined',
  'insufficient_funds',
  'Your card has insufficient funds.',
  'try_again_later',
);
const PROCESSING = declined(
  'processing_error',
  'processing_error',
  'An error occurred while processing your card. Try again in a little bit.',
  'try_again_later',
);
const BLOCKED: CardDecline = {
  ...declined('card_declined', 'fraudulent', 'Your card was declined.', 'do_not_try_again', false),
  blockedByStripe: true,
};

/** The issuer asks for authentication while nobody is there. https://docs.stripe.com/payments/off-session-payments */
export const AUTHENTICATION_REQUIRED = declined(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
  undefined,
  false,
);

const card = (last4: string, traits: Partial<TestCard> = {}): TestCard => ({
  brand: 'visa',
  displayBrand: 'visa',
  network: traits.brand ?? 'visa',
  last4,
  funding: 'credit',
  country: 'US',
  authentication: 'never',
  risk: 'normal',
  ...(traits.brand && { displayBrand: traits.brand === 'amex' ? 'american_express' : traits.brand }),
  ...traits,
});

/** Stripe's test PaymentMethods and what each does. https://docs.stripe.com/testing */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: card('4242'),
  pm_card_visa_debit: card('5556', { funding: 'debit' }),
  pm_card_mastercard: card('4444', { brand: 'mastercard' }),
  pm_card_mastercard_debit: card('8210', { brand: 'mastercard', funding: 'debit' }),
  pm_card_mastercard_prepaid: card('5100', { brand: 'mastercard', funding: 'prepaid' }),
  pm_card_amex: card('8431', { brand: 'amex' }),
  pm_card_discover: card('1117', { brand: 'discover' }),
  pm_card_diners: card('0004', { brand: 'diners' }),
  pm_card_jcb: card('0505', { brand: 'jcb', country: 'JP' }),
  pm_card_unionpay: card('0005', { brand: 'unionpay', country: 'CN' }),
  pm_card_br: card('0002', { country: 'BR' }),
  pm_card_ca: card('0000', { country: 'CA' }),
  pm_card_de: card('0016', { country: 'DE' }),
  pm_card_es: card('0007', { country: 'ES' }),
  pm_card_fr: card('0003', { country: 'FR' }),
  pm_card_gb: card('0008', { country: 'GB' }),
  pm_card_jp: card('0006', { country: 'JP' }),
  pm_card_pt: card('0005', { country: 'PT' }),

  pm_card_chargeDeclined: card('0002', { decline: GENERIC }),
  pm_card_chargeDeclinedInsufficientFunds: card('9995', { decline: NO_FUNDS }),
  pm_card_chargeDeclinedLostCard: card('9987', {
    decline: declined('card_declined', 'lost_card', 'Your card was declined.', 'do_not_try_again'),
  }),
  pm_card_chargeDeclinedStolenCard: card('9979', {
    decline: declined('card_declined', 'stolen_card', 'Your card was declined.', 'do_not_try_again'),
  }),
  pm_card_chargeDeclinedExpiredCard: card('0069', {
    decline: declined('expired_card', 'expired_card', 'Your card has expired.', 'do_not_try_again'),
  }),
  pm_card_chargeDeclinedIncorrectCvc: card('0127', {
    decline: declined(
      'incorrect_cvc',
      'incorrect_cvc',
      "Your card's security code is incorrect.",
      'confirm_card_data',
    ),
  }),
  pm_card_chargeDeclinedProcessingError: card('0119', { decline: PROCESSING }),
  pm_card_chargeDeclinedVelocityLimitExceeded: card('6975', {
    decline: declined(
      'card_declined',
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
      'try_again_later',
    ),
  }),
  pm_card_chargeDeclinedFraudulent: card('0019', { decline: BLOCKED, risk: 'highest' }),
  pm_card_radarBlock: card('0019', { decline: BLOCKED, risk: 'highest' }),
  pm_card_riskLevelHighest: card('4954', { decline: BLOCKED, risk: 'highest' }),
  pm_card_riskLevelElevated: card('9235', { risk: 'elevated' }),
  pm_card_chargeCustomerFail: card('0341', { decline: { ...GENERIC, refusedOnSave: false } }),

  pm_card_authenticationRequired: card('3184', { authentication: 'always' }),
  pm_card_authenticationRequiredOnSetup: card('3155', { authentication: 'unless_set_up' }),
  pm_card_authenticationRequiredSetupForOffSession: card('0446', { authentication: 'already_set_up' }),
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: card('3178', {
    authentication: 'always',
    decline: { ...NO_FUNDS, refusedOnSave: false },
  }),
  pm_card_threeDSecure2Required: card('3220', { authentication: 'always' }),
  pm_card_threeDSecureRequired: card('3063', { authentication: 'always' }),
  pm_card_threeDSecureRequiredChargeDeclined: card('1629', {
    authentication: 'always',
    decline: { ...GENERIC, refusedOnSave: false },
  }),
  pm_card_threeDSecureRequiredProcessingError: card('1280', {
    authentication: 'always',
    decline: { ...PROCESSING, refusedOnSave: false },
  }),
  pm_card_threeDSecureOptional: card('3055'),

  pm_card_createDispute: card('0259', { dispute: 'fraudulent' }),
  pm_card_createDisputeProductNotReceived: card('2685', { dispute: 'product_not_received' }),
  pm_card_createDisputeInquiry: card('1976', { dispute: 'inquiry' }),
  pm_card_pendingRefund: card('7726', { refunds: 'pending' }),
  pm_card_refundFail: card('5126', { refunds: 'fail' }),
  pm_card_bypassPending: card('0077', { available: 'at_once' }),

  /** Not one of Stripe's: there, any date that lies ahead can be typed. https://docs.stripe.com/testing#cards */
  pm_card_expiringSoon: card('1881', { expires: 'this_month' }),
};

/** `pm_card_visa_chargeDeclined…` and `pm_card_chargeDeclined…` are the same card. */
export function testCardName(id: string): string | undefined {
  const name = id.replace(/^pm_card_visa_(?=chargeDeclined)/, 'pm_card_');
  return Object.hasOwn(TEST_CARDS, name) ? name : undefined;
}

/** The same for every PaymentMethod of one card number. */
export function fingerprintOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').replace(/[-_]/g, 'x').slice(0, 16);
}

const BY_FINGERPRINT = new Map(Object.entries(TEST_CARDS).map(([name, each]) => [fingerprintOf(name), each]));

/** What the card behind a stored PaymentMethod or Charge does. */
export function cardBehind(fingerprint: string | null | undefined): TestCard {
  const found = fingerprint ? BY_FINGERPRINT.get(fingerprint) : undefined;
  return found ?? card('4242');
}

/** https://docs.stripe.com/testing#cards: the numbers that hosted pages take. */
const BY_NUMBER: Readonly<Record<string, string>> = {
  '4242424242424242': 'pm_card_visa',
  '4000056655665556': 'pm_card_visa_debit',
  '5555555555554444': 'pm_card_mastercard',
  '5200828282828210': 'pm_card_mastercard_debit',
  '5105105105105100': 'pm_card_mastercard_prepaid',
  '371449635398431': 'pm_card_amex',
  '378282246310005': 'pm_card_amex',
  '6011111111111117': 'pm_card_discover',
  '3056930009020004': 'pm_card_diners',
  '3566002020360505': 'pm_card_jcb',
  '6200000000000005': 'pm_card_unionpay',
  '4000000000000002': 'pm_card_chargeDeclined',
  '4000000000009995': 'pm_card_chargeDeclinedInsufficientFunds',
  '4000000000009987': 'pm_card_chargeDeclinedLostCard',
  '4000000000009979': 'pm_card_chargeDeclinedStolenCard',
  '4000000000000069': 'pm_card_chargeDeclinedExpiredCard',
  '4000000000000127': 'pm_card_chargeDeclinedIncorrectCvc',
  '4000000000000119': 'pm_card_chargeDeclinedProcessingError',
  '4000000000006975': 'pm_card_chargeDeclinedVelocityLimitExceeded',
  '4100000000000019': 'pm_card_radarBlock',
  '4000000000004954': 'pm_card_riskLevelHighest',
  '4000000000009235': 'pm_card_riskLevelElevated',
  '4000000000000341': 'pm_card_chargeCustomerFail',
  '4000002760003184': 'pm_card_authenticationRequired',
  '4000002500003155': 'pm_card_authenticationRequiredOnSetup',
  '4000003800000446': 'pm_card_authenticationRequiredSetupForOffSession',
  '4000008260003178': 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
  '4000000000003220': 'pm_card_threeDSecure2Required',
  '4000000000003063': 'pm_card_threeDSecureRequired',
  '4000008400001629': 'pm_card_threeDSecureRequiredChargeDeclined',
  '4000008400001280': 'pm_card_threeDSecureRequiredProcessingError',
  '4000000000003055': 'pm_card_threeDSecureOptional',
  '4000000000000259': 'pm_card_createDispute',
  '4000000000002685': 'pm_card_createDisputeProductNotReceived',
  '4000000000001976': 'pm_card_createDisputeInquiry',
  '4000000000007726': 'pm_card_pendingRefund',
  '4000000000005126': 'pm_card_refundFail',
  '4000000000000077': 'pm_card_bypassPending',
};

export function testCardByNumber(number: string): string | undefined {
  return BY_NUMBER[number.replace(/[\s-]/g, '')];
}
