import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { startPurser as start, type RunningPurser } from '../../../src/bootstrap.js';
import { loadConfig } from '../../../src/infrastructure/config/config.js';
import type { DryRunJson } from '../../../src/interfaces/api/v1/rules/dry-run.json.js';
import type { RuleActionPageJson } from '../../../src/interfaces/api/v1/rules/rule-action.json.js';
import type { RuleWithEventsJson } from '../../../src/interfaces/api/v1/rules/rule.json.js';
import { ApiClient, type ApiRequest } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { letMinutesPass } from '../../support/time-passes.js';
import { until } from '../../support/until.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let purser: TestPurser;
let second: RunningPurser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  purser = await startPurser({ PURSER_LOG_LEVEL: 'warn' });
  second = await anotherInstance();
  api = await ApiClient.of(purser);
  stripe = new StripeControls(purser);
});
afterAll(async () => {
  await second?.stop();
  await purser?.stop();
});

/** Beside the first, on the same database and the same Stripe. */
function anotherInstance(): Promise<RunningPurser> {
  const { options } = purser.running.app.get(DataSource);
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: 'url' in options ? String(options.url) : '',
    STRIPE_SECRET_KEY: purser.sandbox.secretKey,
    STRIPE_API_BASE: purser.sandbox.url,
    STRIPE_WEBHOOK_SECRET: 'whsec_another',
    PURSER_SEED: 'none',
    PURSER_LOG_LEVEL: 'error',
    PURSER_TIME_ZONE: 'Europe/Lisbon',
  });
  return start(config, () => undefined);
}

const BEFORE = { kind: 'charge_before_start', days: 14, at: '09:00' };
/** At noon, so that it is the same day in the business's zone. */
const inDays = (days: number, from = Date.now()) =>
  `${new Date(from + days * DAY_MS).toISOString().slice(0, 10)}T12:00:00.000Z`;

async function make(body: object = {}, request: ApiRequest = {}) {
  const answer = await api.post('/rules', { name: `Rule ${randomUUID()}`, task: BEFORE, ...body }, request);
  return { ...answer, body: answer.body as unknown as RuleWithEventsJson };
}

async function dryRun(id: string, query = ''): Promise<DryRunJson> {
  return (await api.get(`/rules/${id}/dry-run${query}`)).body as unknown as DryRunJson;
}

async function actions(query: string): Promise<RuleActionPageJson['data']> {
  return ((await api.get(`/rule-actions?${query}`)).body as unknown as RuleActionPageJson).data;
}

async function received(booking: string): Promise<number[]> {
  const { payment_intents: all } = await stripe.books();
  return all
    .filter(({ metadata }) => metadata.purser_booking === booking)
    .map(({ amount_received }) => amount_received);
}

/** A word that only one test's bookings have in their service. */
const aService = () => `Tour ${randomUUID()}`;

describe('a rule', () => {
  it('is made paused, with who made it, and the same key makes it once', async () => {
    const key = randomUUID();
    const body = { name: `Balance ${key}`, reason: 'We agreed on it' };
    const { status, body: rule, headers } = await make(body, { key });
    expect([status, rule.status, rule.version]).toEqual([201, 'paused', 1]);
    expect(headers.get('location')).toBe(`/api/v1/rules/${rule.id}`);
    expect(rule.task).toEqual(BEFORE);
    expect(rule.events).toMatchObject([
      { type: 'rule_made', by: { kind: 'api' }, reason: 'We agreed on it' },
    ]);
    expect((await make(body, { key })).body.id).toBe(rule.id);
    expect(await make({ name: body.name.toUpperCase() })).toMatchObject({
      status: 409,
      body: { code: 'rule_name_taken' },
    });
  });

  it('is refused with the field and its bound', async () => {
    const missing = await make({ task: { kind: 'charge_before_start', days: 3 } });
    expect(missing).toMatchObject({ status: 422, body: { code: 'rule_not_accepted', field: 'at' } });
    const far = await make({ task: { kind: 'charge_before_start', days: 366, at: '09:00' } });
    expect(far).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    const often = await make({ task: { kind: 'reauthorize_holds', hours: 200 } });
    expect(often).toMatchObject({ status: 422, body: { code: 'rule_not_accepted', field: 'hours' } });
    expect(await api.get(`/rules/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'rule_not_found' },
    });
  });

  it('is paused by a change to what it does, on the version that was seen', async () => {
    const { body: rule } = await make({ scope: { service: aService() } });
    const unseen = await api.post(`/rules/${rule.id}/activation`, {});
    expect(unseen).toMatchObject({ status: 428, body: { code: 'if_match_required' } });
    await api.post(`/rules/${rule.id}/activation`, {}, { ifMatch: 1 });
    const stale = await api.patch(`/rules/${rule.id}`, { name: 'X' }, { ifMatch: 1 });
    expect(stale).toMatchObject({ status: 412, body: { code: 'rule_changed' } });
    const other = await api.patch(
      `/rules/${rule.id}`,
      { task: { kind: 'charge_on_complete' } },
      { ifMatch: 2 },
    );
    expect(other).toMatchObject({ status: 422, body: { code: 'rule_not_accepted', field: 'kind' } });
    const task = { ...BEFORE, days: 7 };
    const { body } = await api.patch(`/rules/${rule.id}`, { task }, { ifMatch: 2 });
    expect(body).toMatchObject({ status: 'paused', task, version: 3 });
    expect(await api.patch(`/rules/${rule.id}`, {}, { ifMatch: '*' })).toMatchObject({
      status: 422,
      body: { code: 'nothing_to_change' },
    });
  });
});

describe('a dry run', () => {
  it('says what would be charged, when and in all, and stores nothing', async () => {
    const service = aService();
    const startsAt = inDays(20);
    const due = await api.register({ service, starts_at: startsAt });
    await api.register({ service, starts_at: inDays(60) });
    const tried = await api.post('/rules/dry-runs?limit=10', { task: BEFORE, scope: { service } });
    const run = tried.body as unknown as DryRunJson;
    expect(run.data).toMatchObject([{ booking: due.id, amount: 18550, action: 'charge', has_card: true }]);
    expect(run.data[0]?.due_at?.slice(0, 10)).toBe(inDays(-14, Date.parse(startsAt)).slice(0, 10));
    expect(run.totals).toEqual([{ currency: 'USD', actions: 1, bookings: 1, amount: 18550 }]);
    expect(run.already_due).toEqual([]);
    expect(await actions(`booking=${due.id}`)).toEqual([]);
  });

  it('goes page by page, and tells apart what came due before', async () => {
    const service = aService();
    for (const days of [3, 16, 18, 20]) await api.register({ service, starts_at: inDays(days) });
    const { body: rule } = await make({ scope: { service } });
    const first = await dryRun(rule.id, '?limit=2');
    const rest = await dryRun(rule.id, `?limit=2&cursor=${first.next_cursor ?? ''}`);
    expect([first.data.length, rest.data.length, rest.next_cursor]).toEqual([2, 1, null]);
    expect(first.totals).toEqual([{ currency: 'USD', actions: 3, bookings: 3, amount: 55650 }]);
    expect(first.already_due).toEqual([{ currency: 'USD', actions: 1, bookings: 1, amount: 18550 }]);
  });
});

describe('with two instances', () => {
  it('a rule that is turned on charges each booking once, and says so', async () => {
    const service = aService();
    const bookings = await Promise.all(
      [1, 2, 3, 4].map(() => api.register({ service, starts_at: inDays(3) })),
    );
    await letMinutesPass(purser.running.app, 6);
    const { body: rule } = await make({ scope: { service } });
    const { body: on } = await api.post(
      `/rules/${rule.id}/activation`,
      { include_due: true },
      { ifMatch: 1 },
    );
    expect(on).toMatchObject({ status: 'active', version: 2 });
    await until(async () => (await actions(`rule=${rule.id}&status=done`)).length === 4);
    for (const { id } of bookings) {
      expect(await received(id)).toEqual([18550]);
      const { body } = await api.get(`/bookings/${id}`);
      const [action] = await actions(`booking=${id}`);
      expect(body.payments).toMatchObject([{ id: action?.id, state: 'succeeded' }]);
      expect(action).toMatchObject({ rule: { name: rule.name }, amount: 18550, action: 'charge' });
    }
    expect((await dryRun(rule.id)).already_due).toEqual([]);
  });

  it('a booking that is made late is charged once it is all there, and one that is marked complete', async () => {
    const service = aService();
    const { body: rule } = await make({ scope: { service } });
    const { body: other } = await make({ task: { kind: 'charge_on_complete' }, scope: { service } });
    for (const { id } of [rule, other]) await api.post(`/rules/${id}/activation`, {}, { ifMatch: '*' });
    const late = await api.register({ service, starts_at: inDays(3) });
    await until(async () => (await actions(`booking=${late.id}`))[0]?.reason === 'just_registered');
    expect(await received(late.id)).toEqual([]);
    await letMinutesPass(purser.running.app, 6);
    await until(async () => (await received(late.id))[0] === 18550);
    const over = await api.register({ service, starts_at: inDays(-3) });
    await api.post(`/bookings/${over.id}/completion`, {}, { key: randomUUID() });
    await until(async () => (await actions(`booking=${over.id}`)).length === 1);
    await letMinutesPass(purser.running.app, 6);
    await until(async () => (await received(over.id))[0] === 18550);
    expect(await actions(`booking=${over.id}`)).toMatchObject([{ rule: { id: other.id } }]);
  });

  it('a rule that is paused charges nothing more', async () => {
    const service = aService();
    const { body: rule } = await make({ scope: { service } });
    await api.post(`/rules/${rule.id}/activation`, {}, { ifMatch: '*' });
    const { body: off } = await api.post(`/rules/${rule.id}/pause`, { reason: 'Storm' });
    expect(off).toMatchObject({
      status: 'paused',
      events: [{ type: 'rule_paused', reason: 'Storm' }, {}, {}],
    });
    const { body: other } = await make({ scope: { service } });
    await api.post(`/rules/${other.id}/activation`, {}, { ifMatch: '*' });
    const booking = await api.register({ service, starts_at: inDays(3) });
    // The other one shows that rules have looked.
    await until(async () => (await actions(`rule=${other.id}`)).length === 1);
    await letMinutesPass(purser.running.app, 6);
    await until(async () => (await actions(`rule=${other.id}&status=done`)).length === 1);
    expect(await actions(`rule=${rule.id}`)).toEqual([]);
    expect(await received(booking.id)).toEqual([18550]);
  });
});

it('what rules did is listed newest first, page by page', async () => {
  const service = aService();
  const { body: rule } = await make({ scope: { service } });
  await api.post(`/rules/${rule.id}/activation`, {}, { ifMatch: '*' });
  await api.register({ service, starts_at: inDays(3), payment_method: null });
  await api.register({ service, starts_at: inDays(4), payment_method: 'pm_card_chargeDeclined' });
  await until(async () => (await actions(`rule=${rule.id}`)).length === 2);
  await letMinutesPass(purser.running.app, 6);
  await until(async () => (await actions(`rule=${rule.id}&status=waiting`))[0]?.reason === 'no_card');
  await until(async () => (await actions(`rule=${rule.id}&status=declined`)).length === 1);
  expect(await actions(`rule=${rule.id}&status=declined`)).toMatchObject([{ amount: 18550 }]);
  const first = await api.get(`/rule-actions?rule=${rule.id}&limit=1`);
  const cursor = first.body.next_cursor ?? '';
  const next = await api.get(`/rule-actions?rule=${rule.id}&limit=1&cursor=${cursor}`);
  expect(next.body.next_cursor).toBeNull();
  expect(await api.get('/rule-actions?cursor=nonsense')).toMatchObject({
    status: 422,
    body: { code: 'invalid_cursor' },
  });
});

describe('what a rule gave up', () => {
  it('needs attention until it is dismissed, or done otherwise', async () => {
    const service = aService();
    const { body: rule } = await make({ scope: { service } });
    await api.post(`/rules/${rule.id}/activation`, {}, { ifMatch: '*' });
    const [first, second] = await givenUpFor(rule.id, service);
    const needing = `rule=${rule.id}&needs_attention=true`;
    expect(await actions(needing)).toHaveLength(2);

    const dismiss = (id: string) => api.post(`/rule-actions/${id}/dismissal`, undefined);
    const dismissed = await dismiss(first.id);
    expect([dismissed.status, dismissed.body]).toEqual([
      200,
      expect.objectContaining({ status: 'given_up', reason: 'no_card', dismissed_at: expect.any(String) }),
    ]);
    expect((await dismiss(first.id)).body).toEqual(dismissed.body);
    expect((await api.get(`/rule-actions/${first.id}`)).body).toEqual(dismissed.body);
    expect((await actions(needing)).map(({ id }) => id)).toEqual([second.id]);

    const byHand = { amount: 18550, payment_method: 'pm_card_visa' };
    const charged = await api.post(`/bookings/${second.booking.id}/charges`, byHand, { key: randomUUID() });
    expect(charged.status).toBe(201);
    expect(await actions(needing)).toEqual([]);
    expect(await actions(`rule=${rule.id}`)).toHaveLength(2);
    expect(await received(second.booking.id)).toEqual([18550]);
  });

  it('is all that can be dismissed', async () => {
    const [done] = await actions('status=done&limit=1');
    expect(await api.post(`/rule-actions/${done?.id}/dismissal`, undefined)).toMatchObject({
      status: 409,
      body: { code: 'rule_action_state', state: 'done' },
    });
    for (const id of [randomUUID(), 'strange'])
      expect(await api.post(`/rule-actions/${id}/dismissal`, undefined)).toMatchObject({
        status: 404,
        body: { code: 'rule_action_not_found' },
      });
  });
});

/** Two bookings that nobody gave a card for in three days. */
async function givenUpFor(rule: string, service: string) {
  for (const days of [5, 6]) await api.register({ service, starts_at: inDays(days), payment_method: null });
  await until(async () => (await actions(`rule=${rule}`)).length === 2);
  await letMinutesPass(purser.running.app, 6);
  await until(async () => (await actions(`rule=${rule}`)).every(({ reason }) => reason === 'no_card'));
  await letMinutesPass(purser.running.app, 73 * 60);
  await until(async () => (await actions(`rule=${rule}&status=given_up`)).length === 2);
  const [first, second] = await actions(`rule=${rule}`);
  if (!first || !second) throw new Error('They are gone.');
  return [first, second] as const;
}
