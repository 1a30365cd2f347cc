import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { until } from '../support/until.js';
import { sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

interface Received {
  readonly body: string;
  readonly signature: string;
}

let desk: SandboxUnderTest;
let receiver: Server;
let received: Received[] = [];
/** Answers in turn; 200 when there are none left. */
let answers: number[] = [];
let isDown = false;
let address: string;

beforeAll(async () => {
  desk = await sandboxUnderTest();
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        body: Buffer.concat(chunks).toString('utf8'),
        signature: String(request.headers['stripe-signature']),
      });
      response.statusCode = isDown ? 503 : (answers.shift() ?? 200);
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/stripe`;
});
beforeEach(async () => {
  received = [];
  answers = [];
  isDown = false;
  await desk.control('POST', 'reset');
  await desk.control('POST', 'settings', { webhook_retry_seconds: 0.05 });
  await desk.sandbox.ensureWebhookEndpoint(address, 'whsec_test');
});
afterAll(async () => {
  await desk.stop();
  await new Promise((resolve) => receiver.close(resolve));
});

const pay = () =>
  desk.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    metadata: { purser_payment: 'p1' },
  });
const read = ({ body, signature }: Received) => Stripe.webhooks.constructEvent(body, signature, 'whsec_test');
const types = () => received.map((each) => read(each).type).sort();
const OF_A_PAYMENT = ['charge.succeeded', 'payment_intent.created', 'payment_intent.succeeded'];
const deliveries = async () =>
  (await desk.control<{ deliveries: Record<string, number> }>('GET', 'webhooks')).deliveries;

describe('webhooks', () => {
  it('come soon after the change, signed, with the object as it was then', async () => {
    const intent = await pay();
    await until(() => received.length === 3);
    expect(types()).toEqual(OF_A_PAYMENT);
    const event = received.map(read).find(({ type }) => type === 'payment_intent.succeeded');
    expect(event).toMatchObject({
      object: 'event',
      api_version: '2026-10-28.endive',
      livemode: false,
      request: { id: intent.lastResponse.requestId },
      data: { object: { id: intent.id, status: 'succeeded', metadata: { purser_payment: 'p1' } } },
    });
    await until(async () => (await deliveries()).delivered === 3);
    const stored = await desk.stripe.events.retrieve(event?.id ?? '');
    expect(stored.pending_webhooks).toBe(0);
    expect(stored.data).toEqual(event?.data);
  });

  it('are signed with the secret that was given last', async () => {
    const { secret } = await desk.sandbox.ensureWebhookEndpoint(address);
    expect(secret).toBe('whsec_test');
    await desk.sandbox.ensureWebhookEndpoint(address, 'whsec_other');
    await pay();
    await until(() => received.length === 3);
    const [first] = received;
    expect(() => first && read(first)).toThrow(Stripe.errors.StripeSignatureVerificationError);
    expect((await desk.stripe.webhookEndpoints.list()).data).toHaveLength(1);
  });

  it('are repeated until they are accepted, the same event each time', async () => {
    answers = [500, 404, 302, 500, 500, 500];
    await pay();
    await until(async () => (await deliveries()).delivered === 3);
    expect(received).toHaveLength(9);
    expect(new Set(received.map((each) => read(each).id)).size).toBe(3);
  });

  it('go only where they are asked for', async () => {
    const { data } = await desk.stripe.webhookEndpoints.list();
    await desk.stripe.webhookEndpoints.update(data[0]?.id ?? '', { enabled_events: ['charge.succeeded'] });
    await pay();
    await until(() => received.length === 1);
    expect(types()).toEqual(['charge.succeeded']);
    await desk.stripe.webhookEndpoints.update(data[0]?.id ?? '', { enabled_events: ['*'] });
  });

  it('can be held back, and delivered in another order', async () => {
    await desk.control('POST', 'webhooks', { mode: 'hold' });
    await pay();
    expect(await deliveries()).toEqual({ held: 3 });
    expect(received).toHaveLength(0);
    const answer = await desk.control('POST', 'webhooks/deliver', { order: 'reversed' });
    expect(answer).toEqual({ delivered: 3 });
    expect(received.map((each) => read(each).type)).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ]);
  });

  it('can be dropped, while the events are still there to be listed', async () => {
    await desk.control('POST', 'webhooks', { mode: 'drop' });
    await pay();
    expect(await deliveries()).toEqual({ dropped: 3 });
    expect((await desk.stripe.events.list()).data.map((event) => event.type).sort()).toEqual(OF_A_PAYMENT);
    await desk.control('POST', 'webhooks', { mode: 'normal' });
    await pay();
    await until(() => received.length >= 3);
    expect(received).toHaveLength(3);
  });

  it('can come more than once', async () => {
    await desk.control('POST', 'webhooks', { mode: 'repeat', copies: 3 });
    await pay();
    await until(() => received.length === 9);
    expect(new Set(received.map((each) => read(each).id)).size).toBe(3);
  });

  it.each(['late', 'shuffle'])('can come %s', async (mode) => {
    await desk.control('POST', 'webhooks', { mode, delay_ms: 150 });
    await pay();
    await until(() => received.length === 3);
    expect(types()).toEqual(OF_A_PAYMENT);
  });

  it('that could not be delivered before a restart come after it', async () => {
    isDown = true;
    await pay();
    await until(() => received.length >= 3);
    await desk.restart();
    received = [];
    isDown = false;
    await until(async () => (await deliveries()).delivered === 3);
    expect(types()).toEqual(expect.arrayContaining(OF_A_PAYMENT));
  });

  it('never hold up the API, even when nobody answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { id } = await desk.stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:${port}/`,
      enabled_events: ['*'],
    });
    for (let count = 0; count < 5; count += 1) expect((await pay()).status).toBe('succeeded');
    await desk.stripe.webhookEndpoints.del(id);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
