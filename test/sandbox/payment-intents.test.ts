import { errorOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
});
afterAll(() => desk.stop());

const charge = (
  who: { customer: string; card: string },
  more: { capture_method?: 'manual' | 'automatic'; amount?: number; off_session?: boolean } = {},
) =>
  desk.stripe.paymentIntents.create({
    amount: 18_550,
    currency: 'usd',
    customer: who.customer,
    payment_method: who.card,
    allowed_payment_method_types: ['card'],
    confirm: true,
    off_session: true,
    description: 'TOUR-1',
    metadata: { purser_payment: 'p1' },
    expand: ['latest_charge'],
    ...more,
  });

describe('a payment', () => {
  it('is taken at once', async () => {
    const who = await desk.customerWith('pm_card_visa');
    const intent = await charge(who, { capture_method: 'automatic' });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 18_550,
      amount_capturable: 0,
      customer: who.customer,
      payment_method: who.card,
      metadata: { purser_payment: 'p1' },
      latest_charge: {
        object: 'charge',
        captured: true,
        amount_captured: 18_550,
        amount_refunded: 0,
        balance_transaction: expect.stringMatching(/^txn_/),
        outcome: { type: 'authorized', network_status: 'approved_by_network' },
        payment_method_details: { card: { brand: 'visa', last4: '4242' } },
      },
    });
    const { data: events } = await desk.stripe.events.list({ limit: 5 });
    expect(events.map((event) => event.type).slice(0, 3)).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
  });

  it('is held, then captured in full', async () => {
    const held = await charge(await desk.customerWith('pm_card_mastercard'), { capture_method: 'manual' });
    expect(held).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 18_550,
      amount_received: 0,
      latest_charge: { captured: false, status: 'succeeded', balance_transaction: null },
    });
    const before = (held.latest_charge as { payment_method_details: { card: { capture_before: number } } })
      .payment_method_details.card.capture_before;
    expect(before - held.created).toBe(7 * 86_400);
    const captured = await desk.stripe.paymentIntents.capture(
      held.id,
      {},
      { idempotencyKey: 'capture-full' },
    );
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 18_550, amount_capturable: 0 });
  });

  it('is captured in part; nothing is listed for the rest, which was never taken', async () => {
    const held = await charge(await desk.customerWith('pm_card_amex'), { capture_method: 'manual' });
    const captured = await desk.stripe.paymentIntents.capture(held.id, {
      amount_to_capture: 10_000,
      expand: ['latest_charge.refunds', 'latest_charge.balance_transaction'],
    });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount: 18_550,
      amount_received: 10_000,
      amount_capturable: 0,
      latest_charge: {
        amount: 18_550,
        amount_captured: 10_000,
        amount_refunded: 0,
        refunded: false,
        balance_transaction: { amount: 10_000, fee: 320, net: 9680 },
        refunds: { data: [], has_more: false },
      },
    });
    const again = await errorOf(desk.stripe.paymentIntents.capture(held.id));
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  it('is captured in part as by an older API version: the rest goes through the balance and is listed as a refund', async () => {
    await desk.control('POST', 'settings', { releases_as_refunds: 1 });
    const held = await charge(await desk.customerWith('pm_card_amex'), { capture_method: 'manual' });
    const captured = await desk.stripe.paymentIntents.capture(held.id, {
      amount_to_capture: 10_000,
      expand: ['latest_charge.refunds.data.balance_transaction', 'latest_charge.balance_transaction'],
    });
    await desk.control('POST', 'settings', { releases_as_refunds: 0 });
    expect(captured).toMatchObject({
      amount_received: 10_000,
      latest_charge: {
        amount_captured: 10_000,
        amount_refunded: 8550,
        refunded: false,
        balance_transaction: { amount: 18_550, fee: 568, reporting_category: 'charge' },
        refunds: {
          data: [
            {
              amount: 8550,
              status: 'succeeded',
              balance_transaction: {
                amount: -8550,
                fee: -248,
                reporting_category: 'partial_capture_reversal',
              },
            },
          ],
        },
      },
    });
    const { refunds } = desk.stripe;
    const over = await errorOf(refunds.create({ payment_intent: held.id, amount: 10_001 }));
    expect(over).toMatchObject({ code: 'amount_too_large' });
    expect(await refunds.create({ payment_intent: held.id })).toMatchObject({ amount: 10_000 });
  });

  it('refuses to capture more than is held', async () => {
    const held = await charge(await desk.customerWith('pm_card_visa'), { capture_method: 'manual' });
    const error = await errorOf(desk.stripe.paymentIntents.capture(held.id, { amount_to_capture: 18_551 }));
    expect(error).toMatchObject({ statusCode: 400, code: 'amount_too_large', param: 'amount_to_capture' });
  });

  it('is canceled while held; capturing and canceling it again are refused', async () => {
    const held = await charge(await desk.customerWith('pm_card_visa'), { capture_method: 'manual' });
    const canceled = await desk.stripe.paymentIntents.cancel(held.id, {
      cancellation_reason: 'requested_by_customer',
      expand: ['latest_charge'],
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
      canceled_at: expect.any(Number),
      amount_capturable: 0,
      latest_charge: { captured: false, refunded: false, amount_refunded: 0, amount_captured: 0 },
    });
    const { paymentIntents } = desk.stripe;
    for (const again of [() => paymentIntents.capture(held.id), () => paymentIntents.cancel(held.id)])
      expect(await errorOf(again())).toMatchObject({
        code: 'payment_intent_unexpected_state',
        statusCode: 400,
      });
  });

  it('is created first and confirmed later', async () => {
    const who = await desk.customerWith('pm_card_visa');
    const created = await desk.stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      customer: who.customer,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    expect(created).toMatchObject({ status: 'requires_payment_method', latest_charge: null });
    const updated = await desk.stripe.paymentIntents.update(created.id, {
      description: 'Deposit',
      metadata: { purser_booking: 'b1' },
    });
    expect(updated).toMatchObject({ description: 'Deposit', metadata: { purser_booking: 'b1' } });
    const confirmed = await desk.stripe.paymentIntents.confirm(created.id, { payment_method: who.card });
    expect(confirmed).toMatchObject({ status: 'succeeded', amount_received: 500 });
    expect(await errorOf(desk.stripe.paymentIntents.confirm(created.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it.each([
    ['under the minimum', { amount: 49, currency: 'usd' }, 'amount_too_small', 'amount'],
    ['over the maximum', { amount: 100_000_000, currency: 'usd' }, 'amount_too_large', 'amount'],
    [
      'three decimals that don’t end in 0',
      { amount: 1001, currency: 'kwd' },
      'parameter_invalid_integer',
      'amount',
    ],
    ['of 0', { amount: 0, currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    ['no number', { amount: 'ten', currency: 'usd' }, 'parameter_invalid_integer', 'amount'],
    ['missing', { currency: 'usd' }, 'parameter_missing', 'amount'],
    ['in no currency', { amount: 1000 }, 'parameter_missing', 'currency'],
    ['in a currency that isn’t one', { amount: 1000, currency: 'abc' }, undefined, 'currency'],
    [
      'with a stray parameter',
      { amount: 1000, currency: 'usd', colour: 'red' },
      'parameter_unknown',
      'colour',
    ],
  ])('is refused when its amount is %s', async (_name, params, code, param) => {
    const error = await errorOf(desk.stripe.paymentIntents.create(params as never));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param });
    expect(error.code).toBe(code);
  });

  it.each([
    ['jpy', 5000],
    ['kwd', 12_340],
    ['eur', 50],
  ])('takes %s in its own minor units', async (currency, amount) => {
    const who = await desk.customerWith('pm_card_visa');
    const intent = await desk.stripe.paymentIntents.create({
      amount,
      currency,
      customer: who.customer,
      payment_method: who.card,
      confirm: true,
      off_session: true,
    });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: amount, currency });
  });

  it('refuses somebody else’s card, and a card without its customer', async () => {
    const one = await desk.customerWith('pm_card_visa');
    const other = await desk.customerWith('pm_card_visa');
    const mixed = charge({ customer: one.customer, card: other.card });
    expect(await errorOf(mixed)).toMatchObject({ code: 'resource_missing', param: 'payment_method' });
    const alone = desk.stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: one.card,
      confirm: true,
    });
    expect(await errorOf(alone)).toMatchObject({ param: 'customer' });
  });

  it('isn’t found under an unknown id', async () => {
    const error = await errorOf(desk.stripe.paymentIntents.retrieve('pi_nothing'));
    expect(error).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such payment_intent: 'pi_nothing'",
    });
  });
});
