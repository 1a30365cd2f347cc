import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { resourceMissing } from '../http/stripe-api-error.js';
import { newId } from './ids.js';
import { withoutPrivate, type StoredEvent, type StoredObject } from './objects.js';
import type { SandboxSettings } from './settings.js';

export const API_VERSION = '2026-10-28.endive';

export interface RequestFacts {
  readonly id: string | null;
  readonly idempotencyKey: string | null;
}

interface Put {
  readonly object: StoredObject;
  readonly dueAt: number | null;
}

/**
 * One request's reads and changes. Changes and the events they cause are collected and written by `flush` in a single
 * statement, so that nothing is announced that didn't happen.
 */
export class Work {
  /** Unix seconds, the same for all that one request does. */
  readonly now = Math.floor(Date.now() / 1000);
  private readonly known = new Map<string, StoredObject | undefined>();
  private readonly puts = new Map<string, Put>();
  private readonly removals: string[] = [];
  private readonly events: StoredEvent[] = [];
  private announced = false;

  constructor(
    private readonly client: Pool | PoolClient,
    readonly settings: SandboxSettings,
    /** The sandbox's own address, without a slash at its end. */
    readonly url: string,
    private readonly request: RequestFacts = { id: null, idempotencyKey: null },
  ) {}

  get hasEvents(): boolean {
    return this.announced;
  }

  query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<QueryResult<Row>> {
    return this.client.query<Row>(text, values);
  }

  /** By id, of any type; unknown ids are left out. */
  async findAll(ids: readonly string[], lock = false): Promise<Map<string, StoredObject>> {
    const missing = [...new Set(ids)].filter((id) => !this.puts.has(id) && (lock || !this.known.has(id)));
    if (missing.length > 0) {
      const { rows } = await this.client.query<{ id: string; data: StoredObject }>(
        `SELECT id, data FROM stripe_sandbox.objects WHERE id = ANY($1) ORDER BY id ${lock ? 'FOR UPDATE' : ''}`,
        [missing],
      );
      for (const id of missing) this.known.set(id, undefined);
      for (const row of rows) this.known.set(row.id, row.data);
    }
    const found = new Map<string, StoredObject>();
    for (const id of ids) {
      const object = this.known.get(id);
      if (object) found.set(id, object);
    }
    return found;
  }

  async find<Type extends StoredObject>(type: Type['object'], id: string): Promise<Type | undefined> {
    const object = (await this.findAll([id])).get(id);
    return object?.object === type ? (object as Type) : undefined;
  }

  /** Throws Stripe's resource_missing, naming `param`. */
  async get<Type extends StoredObject>(type: Type['object'], id: string, param = 'id'): Promise<Type> {
    const object = await this.find<Type>(type, id);
    if (!object) throw resourceMissing(type, id, param);
    return object;
  }

  /** For a change: others that want to change the same object wait. Throws resource_missing. */
  async lock<Type extends StoredObject>(type: Type['object'], id: string, param = 'id'): Promise<Type> {
    const object = (await this.findAll([id], true)).get(id);
    if (object?.object !== type) throw resourceMissing(type, id, param);
    return object as Type;
  }

  /** `dueAt`, Unix seconds: when the object changes by itself. See DueChanges. */
  put<Type extends StoredObject>(object: Type, dueAt: number | null = null): Type {
    this.known.set(object.id, object);
    this.puts.set(object.id, { object, dueAt });
    return object;
  }

  remove(id: string): void {
    this.known.set(id, undefined);
    this.puts.delete(id);
    this.removals.push(id);
  }

  /** The object as it is now becomes part of the event. https://docs.stripe.com/api/events */
  emit(type: string, object: object, previous?: object): void {
    this.events.push({
      id: newId('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: this.now,
      data: {
        object: withoutPrivate(object),
        ...(previous && { previous_attributes: withoutPrivate(previous) }),
      },
      livemode: false,
      pending_webhooks: 0,
      request: { id: this.request.id, idempotency_key: this.request.idempotencyKey },
      type,
    });
  }

  async flush(): Promise<void> {
    if (this.removals.length > 0) {
      const gone = this.removals.splice(0);
      await this.client.query('DELETE FROM stripe_sandbox.objects WHERE id = ANY($1)', [gone]);
    }
    if (this.puts.size === 0 && this.events.length === 0) return;
    this.announced ||= this.events.length > 0;
    const { webhook_mode: mode, webhook_copies: copies, webhook_delay_ms: delay } = this.settings;
    await this.client.query({
      name: 'sandbox-flush',
      text: WRITE_ALL,
      values: [
        JSON.stringify([...this.puts.values()].map(toRow)),
        JSON.stringify(
          this.events.map(({ id, type, created, ...rest }, n) => ({
            id,
            type,
            created,
            n,
            data: { id, type, created, ...rest },
          })),
        ),
        mode === 'hold' ? 'held' : mode === 'drop' ? 'dropped' : 'pending',
        mode === 'repeat' ? copies : 1,
        mode === 'late' || mode === 'shuffle' ? delay : 0,
        mode === 'shuffle',
      ],
    });
    this.puts.clear();
    this.events.length = 0;
  }
}

const WRITE_ALL = `
WITH stored AS (
  INSERT INTO stripe_sandbox.objects (id, type, created, customer, payment_intent, charge, due_at, data)
  SELECT id, type, created, customer, payment_intent, charge, due_at, data
  FROM jsonb_to_recordset($1) AS given (id text, type text, created bigint, customer text, payment_intent text,
    charge text, due_at double precision, data jsonb, n integer)
  ORDER BY n
  ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, payment_intent = excluded.payment_intent,
    charge = excluded.charge, due_at = excluded.due_at, data = excluded.data
), happened AS (
  SELECT * FROM jsonb_to_recordset($2) AS given (id text, type text, created bigint, data jsonb, n integer)
), kept AS (
  INSERT INTO stripe_sandbox.events (id, type, created, data)
  SELECT id, type, created, data FROM happened ORDER BY n
)
INSERT INTO stripe_sandbox.deliveries (event, endpoint, state, next_attempt_at)
SELECT happened.id, endpoint.id, $3, clock_timestamp()
  + make_interval(secs => $5::double precision / 1000 * CASE WHEN $6::boolean THEN random() ELSE 1 END)
FROM happened
CROSS JOIN stripe_sandbox.objects AS endpoint
CROSS JOIN generate_series(1, $4::integer)
WHERE endpoint.type = 'webhook_endpoint' AND endpoint.data ->> 'status' = 'enabled'
  AND (endpoint.data -> 'enabled_events' ? happened.type OR endpoint.data -> 'enabled_events' ? '*')
ORDER BY happened.n`;

function toRow({ object, dueAt }: Put, n: number) {
  const { customer, payment_intent: intent, charge } = object as StoredObject & Record<string, unknown>;
  const reference = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    id: object.id,
    type: object.object,
    created: object.created ?? 0,
    customer: reference(customer),
    payment_intent: reference(intent),
    charge: reference(charge),
    due_at: dueAt,
    data: object,
    n,
  };
}
