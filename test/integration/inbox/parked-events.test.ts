import type { DataSource } from 'typeorm';
import { ListParkedEvents } from '../../../src/application/inbox/list-parked-events.query.js';
import { EventNotParked } from '../../../src/application/inbox/parked-events.port.js';
import {
  ALL_PARKED,
  RetryParkedEvents,
  RetryParkedEventsHandler,
} from '../../../src/application/inbox/retry-parked-events.command.js';
import { CountParkedEventsHandler } from '../../../src/infrastructure/inbox/count-parked-events.handler.js';
import { InboxGauges } from '../../../src/infrastructure/inbox/inbox-gauges.js';
import { ListParkedEventsHandler } from '../../../src/infrastructure/inbox/list-parked-events.handler.js';
import { PostgresParkedEvents } from '../../../src/infrastructure/inbox/postgres-parked-events.js';
import { Metrics } from '../../../src/infrastructure/observability/metrics.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ANA } from '../../support/domain/causes.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

let database: DeskDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await deskDatabase();
  ({ dataSource } = database);
});
afterEach(() => database.drop());

/** In the order of the ids, a minute apart; the first was parked at eight. */
async function park(...ids: string[]): Promise<void> {
  for (const [minute, id] of ids.entries())
    await store(id, 'parked', `2026-11-25T08:${String(minute).padStart(2, '0')}:00Z`);
}

async function store(id: string, state: string, at: string): Promise<void> {
  await dataSource.query(
    `INSERT INTO stripe_events (id, type, created, received_at, payload, payment_intent, state, attempts, last_error, parked_at)
     VALUES ($1, 'charge.updated', $3, $3, '{}', 'pi_' || $1, $2, 9, 'No such thing.', CASE WHEN $2 = 'parked' THEN $3::timestamptz END)`,
    [id, state, at],
  );
}

const list = (criteria = {}) =>
  new ListParkedEventsHandler(dataSource).execute(new ListParkedEvents(criteria));
const count = () => new CountParkedEventsHandler(dataSource).execute();
const retry = (which: string | typeof ALL_PARKED) =>
  new RetryParkedEventsHandler(new PostgresParkedEvents(dataSource)).execute(
    new RetryParkedEvents(which, ANA),
  );

describe('parked events', () => {
  test('are listed from the longest parked on, page by page, each once', async () => {
    await park('evt_c', 'evt_a', 'evt_b');
    await store('evt_fine', 'applied', '2026-11-25T08:00:00Z');
    const first = await list({ limit: 2 });
    expect(first.rows.map(({ id }) => id)).toEqual(['evt_c', 'evt_a']);
    const second = await list({ limit: 2, cursor: first.nextCursor });
    expect(second.rows.map(({ id }) => id)).toEqual(['evt_b']);
    expect(second.nextCursor).toBeUndefined();
    expect(first.rows[0]).toMatchObject({
      type: 'charge.updated',
      paymentIntent: 'pi_evt_c',
      booking: undefined,
      attempts: 9,
      lastError: 'No such thing.',
      parkedAt: new Date('2026-11-25T08:00:00Z'),
    });
    expect(await count()).toBe(3);
  });

  test.each(['', 'nonsense', Buffer.from('yesterday evt_1').toString('base64url')])(
    'are not listed from cursor “%s”',
    async (cursor) => {
      await expectLaterRefused(list({ cursor }), 'invalid_cursor');
    },
  );

  test('are tried again one at a time, as if they had just come, and it is remembered who wanted it', async () => {
    await park('evt_a', 'evt_b');
    expect(await retry('evt_a')).toBe(1);
    const [row] = await dataSource.query(
      `SELECT state, attempts, parked_at, retried_by, next_attempt_at <= now() AS due FROM stripe_events WHERE id = 'evt_a'`,
    );
    expect(row).toEqual({
      state: 'received',
      attempts: 0,
      parked_at: null,
      retried_by: { ...ANA },
      due: true,
    });
    expect((await list()).rows.map(({ id }) => id)).toEqual(['evt_b']);
    await expect(retry('evt_a')).rejects.toThrow(EventNotParked);
    await expect(retry('evt_unheard_of')).rejects.toThrow(EventNotParked);
  });

  test('are tried again all at once', async () => {
    await park('evt_a', 'evt_b');
    await store('evt_fine', 'applied', '2026-11-25T08:00:00Z');
    expect(await retry(ALL_PARKED)).toBe(2);
    expect(await count()).toBe(0);
    expect(await retry(ALL_PARKED)).toBe(0);
  });
});

describe('what is measured', () => {
  test('tells how many events wait in which state, and for how long the oldest has', async () => {
    const metrics = new Metrics();
    void new InboxGauges(dataSource, metrics);
    await park('evt_a', 'evt_b');
    await store('evt_c', 'received', new Date(Date.now() - 90_000).toISOString());
    const text = await metrics.text();
    expect(text).toContain('purser_webhook_events_waiting{state="parked"} 2');
    expect(text).toContain('purser_webhook_events_waiting{state="received"} 1');
    expect(text).toContain('purser_webhook_events_waiting{state="failed"} 0');
    expect(text).toMatch(/purser_webhook_events_oldest_seconds 9\d\./);
  });

  test('is shown without them while the database doesn’t answer', async () => {
    const metrics = new Metrics();
    const gone = await deskDatabase();
    void new InboxGauges(gone.dataSource, metrics);
    await gone.drop();
    const text = await metrics.text();
    expect(text).not.toContain('purser_webhook_events_waiting{');
    expect(text).toContain('process_resident_memory_bytes');
  });
});
