import { bookToBalance } from './balance-transactions.js';
import type { CardDecline } from './cards/test-cards.js';
import { cardBehind } from './cards/test-cards.js';
import { openDispute } from './dispute-records.js';
import { newId, randomText } from './state/ids.js';
import type { Charge, PaymentIntent, PaymentMethod } from './state/objects.js';
import type { Work } from './state/work.js';

type Card = NonNullable<NonNullable<Charge['payment_method_details']>['card']>;

/** The money is taken at once, or reserved when the intent is captured by hand. */
export function approvedCharge(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): Charge {
  const held = intent.capture_method === 'manual';
  const charge = newCharge(work, intent, method);
  const risk = cardBehind(method.card.fingerprint).risk;
  charge.status = 'succeeded';
  charge.paid = true;
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: risk === 'elevated' ? 'elevated_risk_level' : null,
    risk_level: risk,
    risk_score: risk === 'elevated' ? 74 : 12,
    seller_message: 'Payment complete.',
    type: 'authorized',
  };
  const card = charge.payment_method_details?.card;
  if (card) {
    card.authorization_code = randomText(6).toUpperCase();
    card.network_transaction_id = randomText(15).toUpperCase();
    card.amount_authorized = intent.amount;
    // https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
    if (held) card.capture_before = Math.ceil(work.now + work.settings.authorization_seconds);
    if (authenticated) {
      card.three_d_secure = {
        authentication_flow: 'challenge',
        electronic_commerce_indicator: '05',
        exemption_indicator: null,
        result: 'authenticated',
        result_reason: null,
        transaction_id: randomText(36),
        version: '2.2.0',
      };
    }
  }
  if (!held) takeMoney(work, charge, intent.amount);
  work.put(charge);
  work.emit('charge.succeeded', charge);
  if (!held) disputeIfAsked(work, charge);
  return charge;
}

export function declinedCharge(
  work: Work,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: CardDecline,
): Charge {
  const charge = newCharge(work, intent, method);
  charge.status = 'failed';
  charge.failure_code = decline.code;
  charge.failure_message = decline.message;
  charge.outcome = {
    advice_code: decline.advice ?? null,
    network_advice_code: null,
    network_decline_code: decline.networkCode ?? null,
    network_status: decline.blockedByStripe ? 'not_sent_to_network' : 'declined_by_network',
    reason: decline.blockedByStripe ? 'highest_risk_level' : decline.declineCode,
    risk_level: decline.blockedByStripe ? 'highest' : 'normal',
    risk_score: decline.blockedByStripe ? 92 : 12,
    seller_message: decline.blockedByStripe
      ? 'Stripe blocked this payment as too risky.'
      : 'The bank did not return any further details with this decline.',
    type: decline.blockedByStripe ? 'blocked' : 'issuer_declined',
  };
  work.put(charge);
  work.emit('charge.failed', charge);
  return charge;
}

/** The customer's money becomes ours: at once, or when a hold is captured. */
export function takeMoney(work: Work, charge: Charge, amount: number): void {
  charge.captured = true;
  charge.amount_captured = amount;
  charge.balance_transaction = bookToBalance(work, 'charge', {
    amount: work.settings.releases_as_refunds ? charge.amount : amount,
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
    availableAtOnce: cardBehind(charge.payment_method_details?.card?.fingerprint).available === 'at_once',
  }).id;
}

/** https://docs.stripe.com/testing#disputes: some cards are disputed as soon as the money was taken. */
export function disputeIfAsked(work: Work, charge: Charge): void {
  const kind = cardBehind(charge.payment_method_details?.card?.fingerprint).dispute;
  if (kind) openDispute(work, charge, kind);
}

function newCharge(work: Work, intent: PaymentIntent, method: PaymentMethod): Charge {
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'PURSER SANDBOX',
    captured: false,
    created: work.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardDetails(intent, method), type: 'card' },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${work.url}/receipts/${intent.id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  };
}

function cardDetails(intent: PaymentIntent, method: PaymentMethod): Card {
  const { card } = method;
  return {
    amount_authorized: null,
    authorization_code: null,
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint: card.fingerprint,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
