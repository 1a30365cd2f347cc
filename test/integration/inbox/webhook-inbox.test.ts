import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import Stripe from 'stripe';
import { startPurser, type TestPurser } from '../../support/purser.js';

const SECRETS = ['whsec_the_new_one', 'whsec_the_old_one'] as const;
const [NEW, OLD] = SECRETS;
const OLDER = 'whsec_the_one_before';

let purser: TestPurser;
beforeAll(async () => {
  purser = await startPurser({ STRIPE_WEBHOOK_SECRET: SECRETS.join(',') });
});
afterAll(() => purser?.stop());

interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly payload: string;
}

function stored(id?: string): Promise<StoredEvent[]> {
  return purser.running.dataSource.query<StoredEvent[]>(
    'SELECT id, type, state, payload FROM stripe_events WHERE $1::text IS NULL OR id = $1',
    [id ?? null],
  );
}

/** An event of a type that nobody handles. */
function anEvent(wishes: object = {}): { id: string; body: string } {
  const id = `evt_${randomUUID()}`;
  const event = {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'product.created',
    data: { object: { id: 'prod_1', object: 'product' } },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    ...wishes,
  };
  return { id, body: JSON.stringify(event) };
}

function sign(payload: string, secret: string = NEW, timestamp = Math.floor(Date.now() / 1000)): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: { readonly code?: string; readonly detail?: string; readonly received?: boolean };
}

async function post(body: string | Buffer, signature?: string): Promise<Answer> {
  const response = await fetch(`${purser.url}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature !== undefined && { 'stripe-signature': signature }),
    },
    body,
  });
  const said = (await response.json()) as Answer['body'];
  return { status: response.status, type: response.headers.get('content-type'), body: said };
}

async function send(body: string, signature?: string): Promise<number> {
  return (await post(body, signature)).status;
}

/** Everything that could have changed. */
async function traces(): Promise<unknown> {
  const [row] = await purser.running.dataSource.query(
    `SELECT (SELECT count(*) FROM stripe_events) AS events, (SELECT count(*) FROM bookings) AS bookings,
            (SELECT count(*) FROM booking_events) AS happenings`,
  );
  return row;
}

describe('a webhook is refused with 400, says why, and leaves nothing', () => {
  let before: unknown;
  beforeEach(async () => {
    before = await traces();
  });
  afterEach(async () => {
    expect(await traces()).toEqual(before);
  });

  function expectRefused(answer: Answer, code: string, words: RegExp): void {
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        instance: '/webhooks/stripe',
        code,
        detail: expect.stringMatching(words),
      },
    });
  }

  it('when it is signed with another secret', async () => {
    const { body } = anEvent();
    const answer = await post(body, sign(body, 'whsec_somebody_else'));
    expectRefused(answer, 'signature_refused', /STRIPE_WEBHOOK_SECRET/);
  });

  it('when it is signed with a secret that was rotated out', async () => {
    const { body } = anEvent();
    expectRefused(await post(body, sign(body, OLDER)), 'signature_refused', /STRIPE_WEBHOOK_SECRET/);
  });

  it('when its body isn’t the one that was signed', async () => {
    const { body } = anEvent();
    const answer = await post(body.replace('product.created', 'product.deleted'), sign(body));
    expectRefused(answer, 'signature_refused', /doesn’t fit the body/);
  });

  it('when its body was cut short after it was signed', async () => {
    const { body } = anEvent();
    expectRefused(await post(body.slice(0, -20), sign(body)), 'signature_refused', /doesn’t fit the body/);
  });

  it('when its bytes aren’t text', async () => {
    const { body } = anEvent();
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(body)]);
    expectRefused(await post(bytes, sign(body)), 'signature_refused', /doesn’t fit the body/);
  });

  it.each([
    'hello',
    't=,v1=',
    't=12,v0=abc',
    ',,,',
    't=9999999999999999999999,v1=00',
    `v1=${'0'.repeat(90)}`,
  ])('when its signature is %j', async (signature) => {
    expectRefused(await post(anEvent().body, signature), 'signature_refused', /STRIPE_WEBHOOK_SECRET/);
  });

  it('when it isn’t signed', async () => {
    expectRefused(await post(anEvent().body), 'signature_refused', /Stripe-Signature header is missing/);
  });

  it('when it was signed more than five minutes ago', async () => {
    const { body } = anEvent();
    const now = Math.floor(Date.now() / 1000);
    expectRefused(await post(body, sign(body, NEW, now - 310)), 'signature_too_old', /five minutes/);
  });

  it('when its body is empty', async () => {
    expectRefused(await post('', sign('')), 'empty_body', /empty/);
  });

  it.each(['{"id":"evt_1","object":"ev', 'hello', '{"id":"evt_\0"}', '\0', `{"id": "evt_1",}`])(
    'when its body was signed as it is, and is %j',
    async (body) => {
      expectRefused(await post(body, sign(body)), 'malformed_json', /isn’t JSON/);
    },
  );

  it.each(['[]', 'null', '7', '"evt_1"'])('when its body is the JSON %s', async (body) => {
    expectRefused(await post(body, sign(body)), 'malformed_event', /isn’t a JSON object/);
  });

  it.each<[string, object, RegExp]>([
    ['no id', { id: undefined }, /no id/],
    ['an id that is no text', { id: 7 }, /no id/],
    ['an empty id', { id: '' }, /no id/],
    ['a NUL in its id', { id: 'evt_\0' }, /no id/],
    ['an endless id', { id: `evt_${'x'.repeat(300)}` }, /no id/],
    ['no type', { type: null }, /no type/],
    ['a NUL in its type', { type: 'charge.\0' }, /no type/],
    ['no time', { created: undefined }, /no created/],
    ['a time that never comes', { created: 1e18 }, /no created/],
    ['a time in text', { created: 'today' }, /no created/],
    ['no data', { data: undefined }, /no data.object/],
    ['data of nothing', { data: { object: null } }, /no data.object/],
    ['a list for data', { data: { object: [] } }, /no data.object/],
    [
      'an id of a payment that is none',
      { data: { object: { object: 'payment_intent', id: 'pi_\0' } } },
      /no PaymentIntent/,
    ],
    [
      'an object for a payment’s id',
      { data: { object: { object: 'payment_intent', id: {} } } },
      /no PaymentIntent/,
    ],
    ['only thin news', { object: 'v2.core.event', data: undefined, related_object: {} }, /no data.object/],
  ])('when the event has %s', async (_what, wishes, words) => {
    const { body } = anEvent(wishes);
    expectRefused(await post(body, sign(body)), 'malformed_event', words);
  });

  it('when it is an event of a connected account', async () => {
    const { body } = anEvent({ account: 'acct_1Somebody' });
    expectRefused(await post(body, sign(body)), 'other_account', /connected account/);
  });

  it('when it is of live mode and the key isn’t', async () => {
    const { body } = anEvent({ livemode: true });
    expectRefused(await post(body, sign(body)), 'other_mode', /of live mode.*test key/);
  });
});

describe('a webhook that never ends', () => {
  it('leaves nothing, and the next is taken', async () => {
    const { id, body } = anEvent();
    const half = body.slice(0, 100);
    const socket = connect(Number(new URL(purser.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /webhooks/stripe HTTP/1.1\r\nHost: purser\r\nStripe-Signature: ${sign(body)}\r\nContent-Length: ${body.length}\r\n\r\n${half}`,
    );
    socket.end();
    await once(socket.resume(), 'close');
    expect(await stored(id)).toEqual([]);
    expect(await send(body, sign(body))).toBe(200);
  });
});

describe('a webhook', () => {
  it('over a megabyte is refused with 413', async () => {
    const { id, body } = anEvent({ data: { object: { text: 'x'.repeat(1_100_000) } } });
    expect(await post(body, sign(body))).toMatchObject({
      status: 413,
      type: 'application/problem+json',
      body: { code: 'payload_too_large', detail: expect.stringContaining('1000000 bytes') },
    });
    expect(await stored(id)).toEqual([]);
  });

  it('over a megabyte is refused with 413 when its length wasn’t said either', async () => {
    const { id, body } = anEvent({ data: { object: { text: 'x'.repeat(1_100_000) } } });
    const response = await fetch(`${purser.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': sign(body) },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(await stored(id)).toEqual([]);
  });

  it('just under a megabyte is taken', async () => {
    const { id, body } = anEvent({ data: { object: { text: 'x'.repeat(990_000) } } });
    expect(await send(body, sign(body))).toBe(200);
    expect(await stored(id)).toHaveLength(1);
  });

  it('is taken when it was signed four minutes ago', async () => {
    const { id, body } = anEvent();
    expect(await send(body, sign(body, NEW, Math.floor(Date.now() / 1000) - 240))).toBe(200);
    expect(await stored(id)).toHaveLength(1);
  });

  it.each([
    ['new', NEW],
    ['old', OLD],
  ])('is taken with the %s secret while it is rotated', async (_which, secret) => {
    const { id, body } = anEvent();
    expect(await send(body, sign(body, secret))).toBe(200);
    expect(await stored(id)).toHaveLength(1);
  });

  it('of a type that nobody handles is stored as it came', async () => {
    const { id, body } = anEvent({ type: 'something.unheard_of' });
    expect(await send(body, sign(body))).toBe(200);
    expect(await stored(id)).toEqual([{ id, type: 'something.unheard_of', state: 'ignored', payload: body }]);
  });

  it('with fields that nobody knows, of a version from the future, is stored as it came', async () => {
    const { id, body } = anEvent({
      api_version: '2031-01-01.pomelo',
      context: 'who knows',
      reason: { a: [1] },
    });
    expect(await send(body, sign(body))).toBe(200);
    expect(await stored(id)).toEqual([{ id, type: 'product.created', state: 'ignored', payload: body }]);
  });

  it('with an escaped NUL and other odd characters in its text is stored as it came', async () => {
    const { id, body } = anEvent({
      data: { object: { text: 'a\0b \u{1F30A} \u2028 \\ " \ud800 {1,"x"} NULL' } },
    });
    expect(await send(body, sign(body))).toBe(200);
    expect(await stored(id)).toEqual([{ id, type: 'product.created', state: 'ignored', payload: body }]);
  });

  it('is counted and timed', async () => {
    const { body } = anEvent();
    await send(body, sign(body));
    const text = await (await fetch(`${purser.url}/metrics`)).text();
    expect(text).toMatch(/purser_webhook_events_total\{stage="accepted"\} \d/);
    expect(text).toMatch(/purser_webhook_events_total\{stage="refused"\} \d/);
    expect(text).toMatch(
      /purser_http_duration_seconds_count\{method="POST",route="\/webhooks\/stripe",status="200"\} \d/,
    );
  });

  it('that comes while the database doesn’t take it is to be sent again later, and then taken', async () => {
    const { id, body } = anEvent();
    const { dataSource } = purser.running;
    await dataSource.query('ALTER TABLE stripe_events RENAME TO moved_away');
    const answer = await post(body, sign(body)).finally(() =>
      dataSource.query('ALTER TABLE moved_away RENAME TO stripe_events'),
    );
    expect(answer).toMatchObject({ status: 503, body: { code: 'inbox_unavailable' } });
    expect(await stored(id)).toEqual([]);
    expect(await send(body, sign(body))).toBe(200);
  });

  it('is stored once when it comes twice in different company', async () => {
    const events = Array.from({ length: 60 }, () => anEvent());
    const both = [...events, ...events.toReversed()];
    const answers = await Promise.all(both.map(({ body }) => send(body, sign(body))));
    expect(new Set(answers)).toEqual(new Set([200]));
    for (const { id } of events) expect(await stored(id)).toHaveLength(1);
  });

  it('delivered twenty times at once is stored once, and always answered with 200', async () => {
    const { id, body } = anEvent();
    const signature = sign(body);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(body, signature)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await stored(id)).toHaveLength(1);
  });
});
