import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { startPurser, type TestPurser } from '../../support/purser.js';

const SECRETS = ['whsec_the_new_one', 'whsec_the_old_one'] as const;
const [NEW, OLD] = SECRETS;

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

async function send(body: string, signature?: string): Promise<number> {
  const response = await fetch(`${purser.url}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature !== undefined && { 'stripe-signature': signature }),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

describe('a webhook is refused with 400 and leaves nothing', () => {
  let before: number;
  beforeEach(async () => {
    before = (await stored()).length;
  });
  afterEach(async () => {
    expect(await stored()).toHaveLength(before);
  });

  it('when it is signed with another secret', async () => {
    const { body } = anEvent();
    expect(await send(body, sign(body, 'whsec_somebody_else'))).toBe(400);
  });

  it('when its body isn’t the one that was signed', async () => {
    const { body } = anEvent();
    expect(await send(body.replace('product.created', 'product.deleted'), sign(body))).toBe(400);
  });

  it('when its signature isn’t one', async () => {
    expect(await send(anEvent().body, 'hello')).toBe(400);
  });

  it('when it isn’t signed', async () => {
    expect(await send(anEvent().body)).toBe(400);
  });

  it('when it was signed more than five minutes ago', async () => {
    const { body } = anEvent();
    const now = Math.floor(Date.now() / 1000);
    expect(await send(body, sign(body, NEW, now - 310))).toBe(400);
  });

  it.each(['', '{"id":"evt_1","object":"ev', 'hello'])('when its body is %p', async (body) => {
    expect(await send(body, sign(body))).toBe(400);
  });
});

describe('a webhook', () => {
  it('over a megabyte is refused with 413', async () => {
    const { id, body } = anEvent({ data: { object: { text: 'x'.repeat(1_100_000) } } });
    expect(await send(body, sign(body))).toBe(413);
    expect(await stored(id)).toEqual([]);
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

  it('delivered twenty times at once is stored once, and always answered with 200', async () => {
    const { id, body } = anEvent();
    const signature = sign(body);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(body, signature)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await stored(id)).toHaveLength(1);
  });
});
