import { idOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';
import { differences, officialShapes, ownShapes, shapeOf } from './stripe-shapes.js';

const official = officialShapes();
const shapes = official ?? ownShapes();
let desk: SandboxUnderTest;
const made: Record<string, object> = {};

beforeAll(async () => {
  desk = await sandboxUnderTest();
  const { stripe } = desk;
  const customer = await stripe.customers.create({ email: 'ana@example.com' });
  const attached = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const card = await stripe.paymentMethods.update(attached.id, { metadata: { order_id: '1' } });
  const held = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    customer: customer.id,
    payment_method: card.id,
    capture_method: 'manual',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
  });
  const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 });
  const refund = await stripe.refunds.create({ payment_intent: held.id, amount: 100 });
  const disputed = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_createDispute',
    confirm: true,
  });
  const charge = await stripe.charges.retrieve(idOf(captured.latest_charge), { expand: ['refunds'] });
  await stripe.paymentIntents.create({
    amount: 9000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
  });
  const disputes = await stripe.disputes.list({ payment_intent: disputed.id });
  Object.assign(made, {
    account: await stripe.accounts.retrieveCurrent(),
    customer,
    payment_method: card,
    payment_intent: captured,
    charge,
    refund,
    dispute: disputes.data[0],
    balance_transaction: await stripe.balanceTransactions.retrieve(idOf(charge.balance_transaction)),
    payout: (await desk.control<{ data: object[] }>('POST', 'payouts', {})).data[0],
    setup_intent: await stripe.setupIntents.create({ customer: customer.id }),
    'checkout.session': await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://example.com/success',
      cancel_url: 'https://example.com/cancel',
      line_items: [
        { price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Tour' } }, quantity: 1 },
      ],
    }),
    webhook_endpoint: await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/',
      enabled_events: ['charge.failed'],
    }),
    event: (await stripe.events.list({ limit: 1 })).data[0],
    deleted_customer: await stripe.customers.del((await stripe.customers.create({})).id),
  });
});
afterAll(() => desk.stop());

describe('every object has the keys and types of Stripe’s own example:', () => {
  it.each([
    'account',
    'balance_transaction',
    'charge',
    'checkout.session',
    'customer',
    'deleted_customer',
    'dispute',
    'event',
    'payment_intent',
    'payment_method',
    'payout',
    'refund',
    'setup_intent',
    'webhook_endpoint',
  ])('%s', (name) => {
    const expected = shapes[name];
    if (expected === undefined) throw new Error(`there is no example of ${name}`);
    const shape = name === 'event' ? { ...(expected as object), data: { object: null } } : expected;
    expect(made[name]).toBeDefined();
    expect(differences(made[name], shape)).toEqual([]);
  });

  it('and the list that is used without those examples agrees with them', () => {
    for (const [name, shape] of Object.entries(ownShapes())) {
      if (official === undefined) expect(Object.keys(shape as object)).not.toEqual([]);
      else if (name !== 'event') expect({ [name]: shape }).toEqual({ [name]: official[name] });
    }
  });

  it('and the comparison finds what differs', () => {
    const example = shapeOf({ id: 'x', amount: 1, card: { brand: 'visa' }, list: [{ id: 'y' }], note: null });
    expect(differences({ id: 'x', amount: '1', card: {}, list: [{}] }, example)).toEqual([
      'amount: string instead of number',
      'card.brand is missing',
      'list[0].id is missing',
      'note is missing',
    ]);
  });
});
