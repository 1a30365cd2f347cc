import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { RawParams } from './params.js';
import { StripeApiError } from './stripe-api-error.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface KeyedRequest {
  readonly key: string;
  readonly path: string;
  readonly params: RawParams;
  /** `req_…` */
  readonly id: string;
}

interface SavedRow {
  readonly path: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly request: string;
}

/**
 * Begins a transaction and takes the key for as long as it lasts: the saved answer is then committed with the change it
 * tells of, or neither is. Throws Stripe's 409 while another request holds the key.
 * https://docs.stripe.com/api/idempotent_requests
 */
export async function begin(client: PoolClient, key: string | undefined): Promise<void> {
  const open = "BEGIN; SET LOCAL lock_timeout = '10s'";
  if (key === undefined) {
    await client.query(open);
    return;
  }
  // A number of our own making, so it may stand in the statement: several statements take no parameters.
  const results = (await client.query(
    `${open}; SELECT pg_try_advisory_xact_lock(${lockNumber(key)}) AS taken`,
  )) as unknown as { rows: { taken?: boolean }[] }[];
  if (!results.at(-1)?.rows[0]?.taken) throw keyInUse(key);
}

export async function findSaved(
  client: PoolClient,
  request: KeyedRequest,
  ttlSeconds: number,
): Promise<(Answer & { request: string }) | undefined> {
  const { rows } = await client.query<SavedRow>({
    name: 'sandbox-find-key',
    text: `SELECT path, fingerprint, status, body, request FROM stripe_sandbox.idempotency_keys
           WHERE key = $1 AND created_at > now() - make_interval(secs => $2)`,
    values: [request.key, ttlSeconds],
  });
  const saved = rows[0];
  if (!saved) return undefined;
  if (saved.path !== request.path) {
    throw mismatch(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${request.path}' vs '${saved.path}'). Try using a key other than '${request.key}' if you meant to execute a different request.`,
    );
  }
  if (saved.fingerprint !== fingerprint(request.params)) {
    throw mismatch(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${request.key}' if you meant to execute a different request.`,
    );
  }
  return saved;
}

export async function save(client: PoolClient, request: KeyedRequest, answer: Answer): Promise<void> {
  await client.query({
    name: 'sandbox-save-key',
    text: `INSERT INTO stripe_sandbox.idempotency_keys (key, path, fingerprint, status, body, request)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (key) DO UPDATE SET path = excluded.path, fingerprint = excluded.fingerprint,
             status = excluded.status, body = excluded.body, request = excluded.request, created_at = now()`,
    values: [request.key, request.path, fingerprint(request.params), answer.status, answer.body, request.id],
  });
}

export function keyInUse(key: string): StripeApiError {
  return new StripeApiError(
    409,
    {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key: ${key} (that probably means you submitted twice, and the other request is still going through).`,
    },
    false,
    true,
  );
}

function mismatch(message: string): StripeApiError {
  return new StripeApiError(400, { type: 'idempotency_error', message }, false, false);
}

function lockNumber(key: string): bigint {
  return createHash('sha256').update(`stripe_sandbox ${key}`).digest().readBigInt64BE();
}

function fingerprint(params: RawParams): string {
  const sorted = JSON.stringify(params, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex');
}
