import { randomUUID } from 'node:crypto';
import type {
  ReconciliationJson,
  ReconciliationPageJson,
  ReconciliationWithFindingsJson,
} from '../../../src/interfaces/api/v1/reconciliations/reconciliation.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  purser = await startPurser({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
  await controls.webhooks('drop');
});
afterEach(() => controls.behave());
afterAll(() => purser?.stop());

describe('checking a period', () => {
  it('is accepted, can be followed, and ends with what was found', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const [payment] = booking.payments;
    await purser.running.stripe.paymentIntents.capture(payment?.stripe_payment_intent ?? '');

    const asked = await ask({ since: '2h' });
    expect(asked.status).toBe(202);
    const { id, ...rest } = asked.body as unknown as ReconciliationJson;
    expect(asked.headers.get('location')).toBe(`/api/v1/reconciliations/${id}`);
    expect(rest).toMatchObject({
      kind: 'deep',
      dry_run: false,
      asked_by: 'Environment token',
    });
    const done = await over(id);
    expect(done).toMatchObject({ state: 'done', drifted: 1, healed: 1, next_cursor: null });
    expect(done.findings).toEqual([
      {
        booking: booking.id,
        reference: booking.reference,
        payment: payment?.id,
        stripe_payment_intent: payment?.stripe_payment_intent,
        currency: 'USD',
        differences: [
          { what: 'state', before: 'authorized', after: 'succeeded' },
          { what: 'captured', before: 0, after: 18_550 },
          { what: 'held', before: 18_550, after: 0 },
        ],
        events: [],
        outcome: 'healed',
        note: null,
        at: expect.any(String),
      },
    ]);
    expect((await api.get(`/bookings/${booking.id}`)).body.captured).toBe(18_550);
  });

  it('is done once for one Idempotency-Key, and one at a time', async () => {
    await controls.misbehave({ operation: 'list_payment_intents', kind: 'delay', delay_ms: 25_000 });
    const key = randomUUID();
    const first = await ask({ since: '1d', dry_run: true }, key);
    const again = await ask({ since: '1d', dry_run: true }, key);
    expect([again.status, again.body.id]).toEqual([202, first.body.id]);

    const other = await ask({ since: '3d' });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({
      code: 'reconciliation_under_way',
      reconciliation: first.body.id,
    });
    expect((await ask({ since: '3d' }, key)).body.code).toBe('idempotency_key_reused');
    await controls.behave();
    await over(first.body.id);
  });

  it.each([
    [{ since: 'yesterday' }, 'since'],
    [{ since: '2026-02-30' }, 'since'],
    [{ since: '1999-01-01' }, 'since'],
    [{ since: '2199-01-01' }, 'since'],
    [{ since: '1d', until: '2d' }, 'until'],
  ])('is refused for %j, naming %s', async (body, field) => {
    const { status, body: problem } = await ask(body);
    expect([status, problem.code]).toEqual([422, 'invalid_period']);
    expect(problem).toMatchObject({ field });
  });

  it.each([[{}], [{ since: 30 }], [{ since: '1d', dry_run: 'yes' }], [{ since: '1d', depth: 3 }]])(
    'is refused for %j, which isn’t the shape',
    async (body) => {
      expect((await ask(body)).status).toBe(400);
    },
  );
});

describe('the list of checks', () => {
  it('is paged, newest first', async () => {
    for (let made = 0; made < 2; made += 1) {
      await over((await ask({ since: '1h', dry_run: true })).body.id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const { body } = await api.get(`/reconciliations?limit=1&cursor=${cursor}`);
      const page = body as unknown as ReconciliationPageJson;
      seen.push(...page.data.map(({ asked_at }) => asked_at));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it.each(['/reconciliations?cursor=nonsense', '/reconciliations?limit=0'])('refuses %s', async (path) => {
    expect((await api.get(path)).status).toBe(422);
  });

  it('knows no others', async () => {
    const { status, body } = await api.get(`/reconciliations/${randomUUID()}`);
    expect([status, body.code]).toEqual([404, 'reconciliation_not_found']);
  });
});

function ask(body: object, key?: string): Promise<ApiAnswer> {
  return api.post('/reconciliations', body, { key });
}

async function over(id: string): Promise<ReconciliationWithFindingsJson> {
  let run: ReconciliationWithFindingsJson | undefined;
  await until(async () => {
    run = (await api.get(`/reconciliations/${id}`)).body as unknown as ReconciliationWithFindingsJson;
    return run.state === 'done';
  });
  if (!run) throw new Error('It was never there.');
  return run;
}
