import { DatabaseError, type Pool, type PoolClient } from 'pg';
import type { SettingsStore } from '../state/settings.js';
import { withoutPrivate } from '../state/objects.js';
import { Work } from '../state/work.js';
import { expandPaths } from './expand.js';
import { apiError, lockTimeout, type Fault, type Faults } from './faults.js';
import { begin, findSaved, save, type Answer, type KeyedRequest } from './idempotency.js';
import { Params, type RawParams } from './params.js';
import type { Route } from './route.js';
import { StripeApiError } from './stripe-api-error.js';

export interface Engine {
  readonly pool: Pool;
  readonly settings: SettingsStore;
  readonly faults: Pick<Faults, 'delay'>;
  readonly stopping: AbortSignal;
  /** The sandbox's own address. */
  readonly url: string;
  /** After a commit that stored events. */
  readonly eventsStored: () => void;
}

export interface StripeRequest {
  readonly id: string;
  readonly path: string;
  readonly params: RawParams;
  readonly key?: string;
  readonly fault?: Fault;
  readonly part: (name: string) => string;
}

export interface Performed extends Answer {
  /** The request whose answer this is, when it was saved under the key before. */
  readonly replayOf?: string;
  readonly shouldRetry?: boolean;
}

/** Executes a request; throws StripeApiError where nothing was executed. */
export async function perform(engine: Engine, route: Route, request: StripeRequest): Promise<Performed> {
  const performed = await (route.method === 'get' ? read : execute)(engine, route, request);
  if (request.fault?.kind === 'late_answer') await engine.faults.delay(request.fault, engine.stopping);
  return performed;
}

async function execute(engine: Engine, route: Route, request: StripeRequest): Promise<Performed> {
  const client = await engine.pool.connect();
  let broken = false;
  try {
    const performed = await change(engine, client, route, request);
    if (performed.announced) engine.eventsStored();
    return performed;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => (broken = true));
    if (error instanceof DatabaseError && error.code === '55P03') throw lockTimeout();
    throw error;
  } finally {
    client.release(broken);
  }
}

async function read(engine: Engine, route: Route, request: StripeRequest): Promise<Performed> {
  const work = new Work(engine.pool, engine.settings.current, engine.url);
  const answer = await handle(route, request, work);
  if (request.fault?.kind === 'delay') await engine.faults.delay(request.fault, engine.stopping);
  return answer;
}

async function change(
  engine: Engine,
  client: PoolClient,
  route: Route,
  request: StripeRequest,
): Promise<Performed & { announced: boolean }> {
  const { key, fault, id } = request;
  const keyed: KeyedRequest | undefined =
    key === undefined ? undefined : { key, path: request.path, params: request.params, id };
  await begin(client, key);
  const saved = keyed && (await findSaved(client, keyed, engine.settings.current.key_ttl_seconds));
  if (saved) {
    await client.query('COMMIT');
    const shouldRetry = saved.status === 402 ? false : undefined;
    return { status: saved.status, body: saved.body, replayOf: saved.request, shouldRetry, announced: false };
  }
  const work = new Work(client, engine.settings.current, engine.url, { id, idempotencyKey: key ?? null });
  const given =
    fault?.kind === '500_saved' && !fault.execute ? failure() : await handle(route, request, work);
  if (fault?.kind === 'delay') await engine.faults.delay(fault, engine.stopping);
  const answer = fault?.kind === '500_saved' ? failure() : given;
  await Promise.all([keyed && save(client, keyed, answer), client.query('COMMIT')]);
  return { ...(fault?.kind === '500_after' ? failure() : answer), announced: work.hasEvents };
}

/** The route's answer, its changes written. Refusals that belong to the execution are answers too. */
async function handle(route: Route, request: StripeRequest, work: Work): Promise<Performed> {
  const params = new Params(request.params);
  const paths = params.texts('expand') ?? [];
  try {
    const result = await route.handle({ work, params, part: request.part });
    await work.flush();
    const shown = structuredClone(result);
    await expandPaths(work, shown, paths);
    return { status: 200, body: JSON.stringify(withoutPrivate(shown), null, 2) };
  } catch (error) {
    if (!(error instanceof StripeApiError) || !error.executed) throw error;
    await work.flush();
    return {
      status: error.status,
      body: JSON.stringify(error.toJson(), null, 2),
      shouldRetry: error.shouldRetry,
    };
  }
}

function failure(): Answer {
  const error = apiError();
  return { status: error.status, body: JSON.stringify(error.toJson(), null, 2) };
}
