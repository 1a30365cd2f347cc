import type Stripe from 'stripe';
import { until } from '../support/until.js';
import { clientOf, errorOf, idOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
});
afterAll(() => desk.stop());

const pay = (more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  desk.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    ...more,
  });

describe('the API', () => {
  it('wants its secret key, as bearer token or as basic authentication', async () => {
    const { url, secretKey } = desk.sandbox;
    expect(secretKey).toMatch(/^sk_test_[0-9A-Za-z]{40}$/);
    const wrong = clientOf(desk.sandbox, 'sk_test_wrongwrongwrong');
    expect(await errorOf(wrong.accounts.retrieveCurrent())).toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
    expect((await fetch(`${url}/v1/account`)).status).toBe(401);
    const basic = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
    const answer = await fetch(`${url}/v1/account`, { headers: { authorization: basic } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
    expect(answer.headers.get('stripe-version')).toBe('2026-10-28.endive');
    expect((await fetch(`${url}/sandbox/books`)).status).toBe(401);
  });

  it('doesn’t know other addresses', async () => {
    const answer = await fetch(`${desk.sandbox.url}/v1/nothing`, {
      headers: { authorization: `Bearer ${desk.sandbox.secretKey}` },
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining('Unrecognized request URL (GET: /v1/nothing)'),
      },
    });
  });

  it('refuses bodies that are too large or not form-encoded', async () => {
    const send = (body: string, type: string) =>
      fetch(`${desk.sandbox.url}/v1/customers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${desk.sandbox.secretKey}`, 'content-type': type },
        body,
      });
    expect((await send(`name=${'x'.repeat(600_000)}`, 'application/x-www-form-urlencoded')).status).toBe(413);
    expect((await send('{"name":"Ana"}', 'application/json')).status).toBe(400);
    expect((await send('name=%FF%zz&&=&[]=1&a[b][c]=', 'application/x-www-form-urlencoded')).status).toBe(
      400,
    );
  });

  it('tells where an error is explained', async () => {
    const error = await errorOf(desk.stripe.customers.retrieve('cus_none'));
    expect(error).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      doc_url: 'https://docs.stripe.com/error-codes/resource-missing',
      requestId: expect.stringMatching(/^req_/),
    });
  });
});

describe('customers and their cards', () => {
  it('are created, changed, found by e-mail and by search, and deleted', async () => {
    const created = await desk.stripe.customers.create({
      name: 'Ana Lima',
      email: 'ana@example.com',
      phone: '+351 1',
      metadata: { purser_customer: "c'1" },
    });
    const card = await desk.stripe.paymentMethods.attach('pm_card_visa', { customer: created.id });
    const changed = await desk.stripe.customers.update(created.id, {
      name: 'Ana L.',
      invoice_settings: { default_payment_method: card.id },
    });
    expect(changed).toMatchObject({
      name: 'Ana L.',
      email: 'ana@example.com',
      invoice_settings: { default_payment_method: card.id },
    });
    const { data: byEmail } = await desk.stripe.customers.list({ email: 'ana@example.com' });
    expect(byEmail.map((each) => each.id)).toEqual([created.id]);
    const { data: found } = await desk.stripe.customers.search({
      query: "metadata['purser_customer']:'c\\'1' AND email~'ana@'",
    });
    expect(found.map((each) => each.id)).toEqual([created.id]);
    const withCard = await desk.stripe.customers.retrieve(created.id, {
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(withCard).toMatchObject({ invoice_settings: { default_payment_method: { id: card.id } } });

    expect(await desk.stripe.customers.del(created.id)).toMatchObject({ deleted: true });
    expect(await desk.stripe.customers.retrieve(created.id)).toMatchObject({ deleted: true });
    expect((await desk.stripe.customers.list({ email: 'ana@example.com' })).data).toEqual([]);
    expect(await errorOf(pay({ customer: created.id }))).toMatchObject({ code: 'resource_missing' });
  });

  it('are changed in what is given, and lose what is given empty; what is too long is refused', async () => {
    const { customers, events } = desk.stripe;
    const { id } = await customers.create({ name: 'Mia', email: 'mia@example.com', phone: '+44 20 1' });
    expect(await customers.update(id, { name: 'Mia Wong', phone: '' })).toMatchObject({
      name: 'Mia Wong',
      email: 'mia@example.com',
      phone: null,
    });
    const [told] = (await events.list({ types: ['customer.updated'], limit: 1 })).data;
    expect(told?.data).toMatchObject({
      object: { id, name: 'Mia Wong', phone: null },
      previous_attributes: { name: 'Mia', phone: '+44 20 1' },
    });
    expect(await errorOf(customers.update(id, { phone: '+44 20 7946 0000 ext. 12' }))).toMatchObject({
      statusCode: 400,
      param: 'phone',
      message: 'Invalid string: +44 20 794...00 ext. 12; must be at most 20 characters',
    });
    expect(await errorOf(customers.update('cus_nobody', { name: 'X' }))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('are attached once, and can be detached', async () => {
    const who = await desk.customerWith('pm_card_visa');
    const other = await desk.stripe.customers.create({});
    const again = desk.stripe.paymentMethods.attach(who.card, { customer: other.id });
    expect(await errorOf(again)).toMatchObject({ statusCode: 400 });
    expect(await desk.stripe.paymentMethods.detach(who.card)).toMatchObject({ customer: null });
    const { data } = await desk.stripe.customers.listPaymentMethods(who.customer);
    expect(data).toEqual([]);
  });

  it('that are detached are no default any more, and never used again', async () => {
    const who = await desk.customerWith('pm_card_visa');
    const { customers, paymentMethods, setupIntents, events } = desk.stripe;
    await customers.update(who.customer, { invoice_settings: { default_payment_method: who.card } });
    await paymentMethods.detach(who.card);
    expect(await customers.retrieve(who.customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
    const { data } = await events.list({ types: ['payment_method.detached', 'customer.updated'], limit: 2 });
    expect(data.map(({ type, data: told }) => [type, told.previous_attributes])).toEqual(
      expect.arrayContaining([
        ['payment_method.detached', { customer: who.customer }],
        [
          'customer.updated',
          { invoice_settings: expect.objectContaining({ default_payment_method: who.card }) },
        ],
      ]),
    );
    const uses = [
      paymentMethods.attach(who.card, { customer: who.customer }),
      pay({ customer: who.customer, payment_method: who.card }),
      setupIntents.create({ customer: who.customer, payment_method: who.card, confirm: true }),
    ];
    for (const error of await Promise.all(uses.map(errorOf)))
      expect(error).toMatchObject({ statusCode: 400 });
  });

  it('are good for years, or for this month only', async () => {
    const [years, month] = await Promise.all(
      ['pm_card_visa', 'pm_card_expiringSoon'].map(async (name) => {
        const { card } = await desk.customerWith(name);
        return (await desk.stripe.paymentMethods.retrieve(card)).card;
      }),
    );
    const now = new Date();
    expect(years?.exp_year).toBeGreaterThan(now.getUTCFullYear() + 1);
    expect(month).toMatchObject({ exp_month: now.getUTCMonth() + 1, exp_year: now.getUTCFullYear() });
  });
});

describe('lists', () => {
  it('are paged in both directions, newest first', async () => {
    const { id: customer } = await desk.stripe.customers.create({});
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await pay({ customer })).id);
    const list = (more: Stripe.PaymentIntentListParams) =>
      desk.stripe.paymentIntents.list({ customer, ...more });

    const first = await list({ limit: 2 });
    expect(first.data.map((each) => each.id)).toEqual(ids.slice(0, 2));
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
    const second = await list({ limit: 3, starting_after: ids[1] });
    expect(second.data.map((each) => each.id)).toEqual(ids.slice(2));
    expect(second.has_more).toBe(false);
    const back = await list({ limit: 2, ending_before: ids[3] });
    expect(back.data.map((each) => each.id)).toEqual(ids.slice(1, 3));
    expect(back.has_more).toBe(true);

    const all: string[] = [];
    for await (const each of desk.stripe.paymentIntents.list({ customer, limit: 2 })) all.push(each.id);
    expect(all).toEqual(ids);

    expect((await list({ created: { gte: Math.floor(Date.now() / 1000) + 60 } })).data).toEqual([]);
    expect((await list({ created: { gte: Math.floor(Date.now() / 1000) - 60 } })).data).toHaveLength(5);
    expect(await errorOf(list({ limit: 101 }))).toMatchObject({ code: 'parameter_invalid_integer' });
    expect(await errorOf(list({ starting_after: 'pi_none' }))).toMatchObject({ code: 'resource_missing' });
  });

  it('expand what they list', async () => {
    const who = await desk.customerWith('pm_card_visa');
    const { id } = await pay({ customer: who.customer, payment_method: who.card });
    await desk.stripe.refunds.create({ payment_intent: id, amount: 500 });
    const { data } = await desk.stripe.paymentIntents.list({
      customer: who.customer,
      expand: [
        'data.customer',
        'data.payment_method',
        'data.latest_charge.refunds',
        'data.latest_charge.balance_transaction',
      ],
    });
    expect(data).toMatchObject([
      {
        customer: { id: who.customer, object: 'customer' },
        payment_method: { id: who.card },
        latest_charge: {
          refunds: { data: [{ amount: 500 }] },
          balance_transaction: { object: 'balance_transaction', amount: 2000 },
        },
      },
    ]);
    const wrong = desk.stripe.paymentIntents.list({ expand: ['data.amount'] });
    expect(await errorOf(wrong)).toMatchObject({ statusCode: 400, param: 'expand' });
  });
});

describe('search', () => {
  it('finds payments by metadata, customer and status', async () => {
    const { id: customer } = await desk.stripe.customers.create({});
    const one = await pay({ customer, metadata: { purser_booking: 'b-77' } });
    const held = await pay({ customer, metadata: { purser_booking: 'b-77' }, capture_method: 'manual' });
    const search = async (query: string) =>
      (await desk.stripe.paymentIntents.search({ query })).data.map((each) => each.id);
    expect(await search("metadata['purser_booking']:'b-77'")).toEqual([held.id, one.id]);
    expect(await search(`customer:'${customer}' AND status:'requires_capture'`)).toEqual([held.id]);
    expect(await search(`customer:"${customer}" AND -status:"requires_capture"`)).toEqual([one.id]);
    expect(await search(`customer:'${customer}' AND amount>2000`)).toEqual([]);
    expect(await errorOf(desk.stripe.paymentIntents.search({ query: 'metadata[oops' }))).toMatchObject({
      statusCode: 400,
      param: 'query',
    });
  });

  it('can lag behind, as Stripe’s does', async () => {
    await desk.control('POST', 'settings', { search_lag_seconds: 60 });
    await pay({ metadata: { purser_booking: 'late' } });
    const found = await desk.stripe.paymentIntents.search({ query: "metadata['purser_booking']:'late'" });
    expect(found.data).toEqual([]);
    await desk.control('POST', 'settings', { search_lag_seconds: 0 });
  });
});

describe('events', () => {
  it('are listed by type and time, newest first', async () => {
    const { id } = await pay({ capture_method: 'manual' });
    await desk.stripe.paymentIntents.cancel(id);
    const { data: canceled } = await desk.stripe.events.list({ type: 'payment_intent.canceled', limit: 1 });
    expect(canceled).toMatchObject([{ data: { object: { id } } }]);
    const { data } = await desk.stripe.events.list({
      types: ['payment_intent.amount_capturable_updated', 'payment_intent.canceled'],
      created: { gte: Math.floor(Date.now() / 1000) - 60 },
      limit: 2,
    });
    expect(data.map((event) => event.type)).toEqual([
      'payment_intent.canceled',
      'payment_intent.amount_capturable_updated',
    ]);
    expect((await desk.stripe.events.list({ type: 'charge.*', limit: 1 })).data[0]?.type).toMatch(
      /^charge\./,
    );
  });
});

describe('setting up a card', () => {
  it('attaches it to the customer', async () => {
    const { id: customer } = await desk.stripe.customers.create({});
    const created = await desk.stripe.setupIntents.create({ customer });
    const done = await desk.stripe.setupIntents.confirm(created.id, { payment_method: 'pm_card_visa' });
    expect(done.status).toBe('succeeded');
    const { data } = await desk.stripe.customers.listPaymentMethods(customer);
    expect(data.map((each) => each.id)).toEqual([done.payment_method]);
    expect(await errorOf(desk.stripe.setupIntents.cancel(done.id))).toMatchObject({
      code: 'setup_intent_unexpected_state',
    });
    const { data: listed } = await desk.stripe.setupIntents.list({ customer });
    expect(listed.map((each) => each.id)).toEqual([done.id]);
  });

  it('refuses a card that declines, and stays open', async () => {
    const error = await errorOf(
      desk.stripe.setupIntents.create({ payment_method: 'pm_card_chargeDeclined', confirm: true }),
    );
    expect(error).toMatchObject({ statusCode: 402, setup_intent: { status: 'requires_payment_method' } });
    const canceled = await desk.stripe.setupIntents.cancel(error.setup_intent?.id ?? '');
    expect(canceled.status).toBe('canceled');
  });
});

describe('a Checkout session', () => {
  const complete = (id: string, payment_method: string) =>
    desk.control<Stripe.Checkout.Session>('POST', `checkout_sessions/${id}/complete`, { payment_method });
  const item = {
    price_data: { currency: 'eur', unit_amount: 2500, product_data: { name: 'Kayak' } },
    quantity: 2,
  };

  it('saves a card', async () => {
    const { id: customer } = await desk.stripe.customers.create({ email: 'ana@example.com' });
    const session = await desk.stripe.checkout.sessions.create({
      mode: 'setup',
      customer,
      success_url: 'https://example.com/done',
      allowed_payment_method_types: ['card'],
    });
    expect(session).toMatchObject({
      status: 'open',
      payment_method_types: ['card'],
      url: `${desk.sandbox.url}/c/${session.id}`,
      setup_intent: expect.stringMatching(/^seti_/),
    });
    expect(await complete(session.id, 'pm_card_visa')).toMatchObject({ status: 'complete', url: null });
    expect((await desk.stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
    await expect(complete(session.id, 'pm_card_visa')).rejects.toThrow('completed already');
  });

  it('takes a payment, after a card that declined and one that wants authentication', async () => {
    const session = await desk.stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://example.com/done',
      line_items: [item],
      payment_intent_data: { metadata: { purser_payment: 'p9' } },
    });
    expect(session).toMatchObject({ amount_total: 5000, currency: 'eur', payment_intent: null });
    const { data: lines } = await desk.stripe.checkout.sessions.listLineItems(session.id);
    expect(lines).toMatchObject([{ description: 'Kayak', quantity: 2, amount_total: 5000 }]);

    await expect(complete(session.id, 'pm_card_chargeDeclined')).rejects.toThrow('402');
    const waiting = await complete(session.id, 'pm_card_authenticationRequired');
    expect(waiting.status).toBe('open');
    const intent = idOf(waiting.payment_intent);
    await desk.control('POST', `payment_intents/${intent}/authenticate`, { outcome: 'succeed' });
    const done = await desk.stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(done).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      payment_intent: { status: 'succeeded', amount_received: 5000, metadata: { purser_payment: 'p9' } },
    });
    const { data } = await desk.stripe.events.list({ type: 'checkout.session.completed', limit: 1 });
    expect(data).toMatchObject([{ data: { object: { id: session.id } } }]);
  });

  it('expires', async () => {
    const create = (expires_at?: number) =>
      desk.stripe.checkout.sessions.create({
        mode: 'payment',
        success_url: 'https://example.com/done',
        line_items: [item],
        expires_at,
      });
    expect(await errorOf(create(Math.floor(Date.now() / 1000) + 60))).toMatchObject({ param: 'expires_at' });
    const { id } = await create();
    expect(await desk.stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null });
    await expect(complete(id, 'pm_card_visa')).rejects.toThrow('has expired');
    expect(await errorOf(desk.stripe.checkout.sessions.expire(id))).toMatchObject({ statusCode: 400 });
  });
});

describe('a hold', () => {
  it('runs out', async () => {
    const told = await pay({ capture_method: 'manual' });
    await desk.control('POST', 'authorizations/expire', { payment_intent: told.id });
    await desk.control('POST', 'settings', { authorization_seconds: 1 });
    const { id } = await pay({ capture_method: 'manual' });
    await until(async () => (await desk.stripe.paymentIntents.retrieve(id)).status === 'canceled');
    for (const each of [told.id, id]) {
      expect(await desk.stripe.paymentIntents.retrieve(each, { expand: ['latest_charge'] })).toMatchObject({
        status: 'canceled',
        cancellation_reason: 'expired',
        latest_charge: { refunded: false, captured: false },
      });
    }
    const { data } = await desk.stripe.events.list({ type: 'charge.expired' });
    expect(data).toHaveLength(2);
    await desk.control('POST', 'settings', { authorization_seconds: 604_800 });
  });
});

describe('a restart', () => {
  it('keeps the key, the objects and the idempotency keys', async () => {
    const { secretKey } = desk.sandbox;
    const params = { amount: 700, currency: 'usd', payment_method: 'pm_card_visa', confirm: true };
    const before = await desk.stripe.paymentIntents.create(params, { idempotencyKey: 'over-a-restart' });
    await desk.restart();
    expect(desk.sandbox.secretKey).toBe(secretKey);
    expect(await desk.stripe.paymentIntents.retrieve(before.id)).toEqual(before);
    const again = await desk.stripe.paymentIntents.create(params, { idempotencyKey: 'over-a-restart' });
    expect(again.id).toBe(before.id);
  });

  it('finishes what is under way before it stops', async () => {
    await desk.control('POST', 'faults', { operation: 'create_customer', kind: 'delay', delay_ms: 25_000 });
    const slow = desk.stripe.customers.create({ name: 'Slow' });
    await until(async () => (await desk.control<{ faults: unknown[] }>('GET', 'faults')).faults.length === 0);
    await desk.restart();
    expect(await slow).toMatchObject({ name: 'Slow' });
    expect(desk.log).toEqual([]);
  });
});
