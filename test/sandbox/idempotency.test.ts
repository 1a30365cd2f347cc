import { randomUUID } from 'node:crypto';
import { until } from '../support/until.js';
import { clientOf, errorOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
});
afterAll(() => desk.stop());
afterEach(() => desk.control('DELETE', 'faults'));

const params = (amount = 1000, card = 'pm_card_visa') => ({
  amount,
  currency: 'usd',
  payment_method: card,
  confirm: true,
});
const create = (idempotencyKey: string, ...given: Parameters<typeof params>) =>
  desk.stripe.paymentIntents.create(params(...given), { idempotencyKey });
const countOf = async () =>
  (await desk.control<{ payment_intents: unknown[] }>('GET', 'books')).payment_intents.length;

describe('an idempotency key', () => {
  it('gets the same answer again, marked as replayed', async () => {
    const key = randomUUID();
    const first = await create(key);
    const second = await create(key);
    expect(second).toEqual(first);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(first.lastResponse.headers['idempotency-key']).toBe(key);
    expect(second.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    });
  });

  it('keeps a decline too', async () => {
    const key = randomUUID();
    const first = await errorOf(create(key, 1000, 'pm_card_chargeDeclined'));
    const second = await errorOf(create(key, 1000, 'pm_card_chargeDeclined'));
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    expect(second.headers?.['idempotent-replayed']).toBe('true');
  });

  it('refuses other parameters, and another endpoint', async () => {
    const key = randomUUID();
    const { id } = await create(key);
    const other = await errorOf(create(key, 2000));
    expect(other).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
    const elsewhere = desk.stripe.paymentIntents.cancel(id, {}, { idempotencyKey: key });
    expect(await errorOf(elsewhere)).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  it('is not used up by parameters that fail validation', async () => {
    const key = randomUUID();
    expect(await errorOf(create(key, 1))).toMatchObject({ code: 'amount_too_small' });
    expect(await create(key, 1000)).toMatchObject({ status: 'succeeded' });
  });

  it('is in use while its request is executed', async () => {
    const key = randomUUID();
    const before = await countOf();
    await desk.control('POST', 'faults', {
      operation: 'create_payment_intent',
      kind: 'delay',
      // Whichever comes first is still at it when the others come.
      times: 3,
      delay_ms: 25_000,
    });
    const refusals: unknown[] = [];
    const requests = [create(key), create(key), create(key)];
    for (const request of requests) request.catch((reason: unknown) => refusals.push(reason));
    await until(() => refusals.length === 2);
    for (const reason of refusals)
      expect(reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    await desk.control('DELETE', 'faults');
    const answers = await Promise.allSettled(requests);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await countOf()).toBe(before + 1);
    expect((await create(key)).lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('makes one payment of twenty requests at once', async () => {
    const key = randomUUID();
    const before = await countOf();
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => create(key)));
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(await countOf()).toBe(before + 1);
  });

  it('is forgotten after its time', async () => {
    const key = randomUUID();
    const first = await create(key);
    await desk.control('POST', 'settings', { key_ttl_seconds: 0 });
    const second = await create(key);
    expect(second.id).not.toBe(first.id);
    await desk.control('POST', 'settings', { key_ttl_seconds: 86_400 });
  });
});

describe('a fault', () => {
  const fault = (kind: string, more: object = {}) =>
    desk.control('POST', 'faults', { operation: 'create_payment_intent', kind, ...more });

  it.each([
    ['lose_request', 'StripeConnectionError', undefined, 0],
    ['lose_answer', 'StripeConnectionError', undefined, 1],
    ['500_before', 'StripeAPIError', 500, 0],
    ['500_after', 'StripeAPIError', 500, 1],
    ['429', 'StripeRateLimitError', 429, 0],
    ['lock_timeout', 'StripeRateLimitError', 429, 0],
    ['key_in_use', 'StripeAPIError', 409, 0],
  ])('%s happens once; the same key then gets the true answer', async (kind, type, statusCode, made) => {
    const key = randomUUID();
    const before = await countOf();
    // The client by itself repeats a request once when its connection broke.
    await fault(kind, { times: kind.startsWith('lose_') ? 2 : 1 });
    const error = await errorOf(create(key));
    expect({ type: error.type, statusCode: error.statusCode }).toEqual({ type, statusCode });
    expect(await countOf()).toBe(before + made);
    expect(await create(key)).toMatchObject({ status: 'succeeded' });
    expect(await countOf()).toBe(before + 1);
  });

  it('500_saved is what the key keeps, whether or not the payment was made', async () => {
    for (const execute of [true, false]) {
      const key = randomUUID();
      const before = await countOf();
      await fault('500_saved', { execute });
      expect(await errorOf(create(key))).toMatchObject({ statusCode: 500 });
      const again = await errorOf(create(key));
      expect(again.statusCode).toBe(500);
      expect(again.headers?.['idempotent-replayed']).toBe('true');
      expect(await countOf()).toBe(before + (execute ? 1 : 0));
    }
  });

  it('happens as often as it was told, to that operation only, and survives a restart', async () => {
    await fault('500_before', { times: 2 });
    await desk.stripe.customers.create({});
    expect(await errorOf(create(randomUUID()))).toMatchObject({ statusCode: 500 });
    await desk.restart();
    expect(await errorOf(create(randomUUID()))).toMatchObject({ statusCode: 500 });
    expect(await create(randomUUID())).toMatchObject({ status: 'succeeded' });
  });

  it('is healed by the official client’s own retries', async () => {
    await fault('lose_answer', { times: 2 });
    const patient = clientOf(desk.sandbox);
    const before = await countOf();
    const intent = await patient.paymentIntents.create(params(), { maxNetworkRetries: 2 });
    expect(intent.status).toBe('succeeded');
    expect(await countOf()).toBe(before + 1);
  });
});
