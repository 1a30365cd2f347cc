import type Stripe from 'stripe';
import { errorOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
});
afterAll(() => desk.stop());

type Asked = Partial<Stripe.PaymentIntentCreateParams>;

const pay = (who: { customer?: string; card: string }, more: Asked = {}) =>
  desk.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    ...(who.customer && { customer: who.customer }),
    payment_method: who.card,
    confirm: true,
    ...more,
  });

describe('a test card that succeeds', () => {
  it.each([
    ['pm_card_visa', 'visa', '4242'],
    ['pm_card_visa_debit', 'visa', '5556'],
    ['pm_card_mastercard', 'mastercard', '4444'],
    ['pm_card_amex', 'amex', '8431'],
    ['pm_card_discover', 'discover', '1117'],
    ['pm_card_diners', 'diners', '0004'],
    ['pm_card_jcb', 'jcb', '0505'],
    ['pm_card_unionpay', 'unionpay', '0005'],
  ])('%s is attached as a payment method of its own and pays', async (name, brand, last4) => {
    const who = await desk.customerWith(name);
    expect(who.card).toMatch(/^pm_[0-9A-Za-z]{24}$/);
    const { data: cards } = await desk.stripe.customers.listPaymentMethods(who.customer, { type: 'card' });
    expect(cards).toMatchObject([{ id: who.card, customer: who.customer, card: { brand, last4 } }]);
    expect(await pay(who, { off_session: true })).toMatchObject({ status: 'succeeded' });
  });

  it('pays without being attached', async () => {
    expect(await pay({ card: 'pm_card_visa' })).toMatchObject({ status: 'succeeded', customer: null });
  });
});

describe('a test card that declines', () => {
  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds', 'try_again_later'],
    [
      'pm_card_visa_chargeDeclinedInsufficientFunds',
      'card_declined',
      'insufficient_funds',
      'try_again_later',
    ],
    ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'do_not_try_again'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'confirm_card_data'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error', 'try_again_later'],
    [
      'pm_card_chargeDeclinedVelocityLimitExceeded',
      'card_declined',
      'card_velocity_exceeded',
      'try_again_later',
    ],
  ])('%s is refused when attached, and when it is to pay', async (name, code, declineCode, advice) => {
    const refusedToAttach = await errorOf(desk.customerWith(name));
    expect(refusedToAttach).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code: declineCode,
      advice_code: advice,
    });

    const refusedToPay = await errorOf(pay({ card: name }));
    expect(refusedToPay).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code: declineCode,
      charge: expect.stringMatching(/^ch_/),
      payment_intent: {
        status: 'requires_payment_method',
        amount_received: 0,
        last_payment_error: {
          type: 'card_error',
          code,
          decline_code: declineCode,
          advice_code: advice,
          network_decline_code: expect.stringMatching(/^\w\w$/),
        },
      },
    });
    const id = refusedToPay.payment_intent?.id ?? '';
    const stored = await desk.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(stored).toMatchObject({
      status: 'requires_payment_method',
      latest_charge: {
        status: 'failed',
        paid: false,
        failure_code: code,
        outcome: { advice_code: advice, network_decline_code: expect.stringMatching(/^\w\w$/) },
      },
    });
  });

  it('can be attached when it is the one that declines later', async () => {
    const who = await desk.customerWith('pm_card_chargeCustomerFail');
    const error = await errorOf(pay(who, { off_session: true }));
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline' });
    const { data: events } = await desk.stripe.events.list({ limit: 2 });
    expect(events.map((event) => event.type)).toEqual(['payment_intent.payment_failed', 'charge.failed']);
  });

  it('is blocked when Stripe itself thinks it fraudulent', async () => {
    const error = await errorOf(pay({ card: 'pm_card_radarBlock' }));
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'fraudulent' });
    const charge = await desk.stripe.charges.retrieve(String(error.charge));
    expect(charge.outcome).toMatchObject({ type: 'blocked', network_status: 'not_sent_to_network' });
  });

  it('leaves the payment open for another card', async () => {
    const who = await desk.customerWith('pm_card_chargeCustomerFail');
    const error = await errorOf(pay(who));
    const intent = await desk.stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
      payment_method: 'pm_card_visa',
    });
    expect(intent).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const { data: charges } = await desk.stripe.charges.list({ payment_intent: intent.id });
    expect(charges.map((charge) => charge.status)).toEqual(['succeeded', 'failed']);
  });
});

describe('a test card that wants authentication', () => {
  const authenticate = (id: string, outcome: 'succeed' | 'fail') =>
    desk.control<Stripe.PaymentIntent>('POST', `payment_intents/${id}/authenticate`, { outcome });

  it('is refused off-session, and pays once the customer has authenticated', async () => {
    const who = await desk.customerWith('pm_card_authenticationRequired');
    const error = await errorOf(pay(who, { off_session: true }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { code: 'authentication_required', payment_method: { id: who.card } },
      },
    });
    const paid = await authenticate(error.payment_intent?.id ?? '', 'succeed');
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 2000 });
  });

  it('waits for the customer on-session', async () => {
    const who = await desk.customerWith('pm_card_authenticationRequired');
    const waiting = await pay(who, { return_url: 'https://example.com/back', capture_method: 'manual' });
    expect(waiting).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'https://example.com/back' } },
    });
    expect(await authenticate(waiting.id, 'succeed')).toMatchObject({ status: 'requires_capture' });
  });

  it('doesn’t pay when the customer fails', async () => {
    const waiting = await pay({ card: 'pm_card_threeDSecure2Required' });
    expect(await authenticate(waiting.id, 'fail')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    await expect(authenticate(waiting.id, 'succeed')).rejects.toThrow('400');
  });

  it('may decline all the same afterwards', async () => {
    const waiting = await pay({ card: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds' });
    await expect(authenticate(waiting.id, 'succeed')).rejects.toThrow('insufficient_funds');
    const after = await desk.stripe.paymentIntents.retrieve(waiting.id);
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    });
  });

  it('pays off-session after it was set up, when it asks on setup only', async () => {
    const who = await desk.customerWith('pm_card_authenticationRequiredOnSetup');
    expect(await errorOf(pay(who, { off_session: true }))).toMatchObject({ code: 'authentication_required' });
    const setup = await desk.stripe.setupIntents.create({
      customer: who.customer,
      payment_method: who.card,
      confirm: true,
    });
    expect(setup.status).toBe('requires_action');
    await desk.control('POST', `setup_intents/${setup.id}/authenticate`, { outcome: 'succeed' });
    expect(await pay(who, { off_session: true })).toMatchObject({ status: 'succeeded' });
    expect(await pay(who)).toMatchObject({ status: 'requires_action' });
  });

  it('pays off-session at once when it counts as set up already', async () => {
    const who = await desk.customerWith('pm_card_authenticationRequiredSetupForOffSession');
    expect(await pay(who, { off_session: true })).toMatchObject({ status: 'succeeded' });
    expect(await pay(who)).toMatchObject({ status: 'requires_action' });
  });
});
