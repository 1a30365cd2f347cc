import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { BatchItemPageJson, BatchJson } from '../../src/interfaces/api/v1/batches/batch.json.js';
import { ApiClient } from '../support/api-client.js';
import { FaultyDesk } from '../support/faults/faulty-desk.js';
import { PATIENCE_MS } from '../support/faults/seeded.js';
import { letTimePass } from '../support/faults/time.js';
import { until, untilWithin } from '../support/until.js';

const BOOKINGS = 16;
const PRICE = 18550;

let desk: FaultyDesk;

beforeAll(async () => {
  desk = await FaultyDesk.start();
}, PATIENCE_MS);
afterAll(() => desk?.stop());

describe('a batch whose instance is killed while it charges', () => {
  it(
    'goes on after the next start, and charges each booking once',
    async () => {
      const { batch, bookings } = await aReviewedBatch();
      await slowly();
      await start(desk.api, batch);
      await someAre('charged', batch);
      await desk.crash();
      await desk.run();
      await isOver(desk.api, batch);
      await everyBookingIsChargedOnce(bookings);
    },
    PATIENCE_MS,
  );

  it(
    'is gone on with by the other instance, though it was started on both at once',
    async () => {
      const other = await ApiClient.of({ url: await desk.runAnother(), apiToken: desk.apiToken });
      const { batch, bookings } = await aReviewedBatch();
      await slowly();
      await Promise.all([start(desk.api, batch), start(other, batch), start(desk.api, batch)]);
      await someAre('charged', batch);
      await desk.crash();
      await isOver(other, batch);
      await start(other, batch);
      await everyBookingIsChargedOnce(bookings);
      await desk.run();
      await everyBookingIsChargedOnce(bookings);
    },
    PATIENCE_MS,
  );
});

/** Stripe takes a while for each, so that some are always under way. */
async function slowly(): Promise<void> {
  await desk.controls.behave();
  await desk.controls.misbehave({
    operation: 'create_payment_intent',
    kind: 'delay',
    delay_ms: 400,
    times: 4 * BOOKINGS,
  });
}

async function aReviewedBatch(): Promise<{ batch: BatchJson; bookings: string[] }> {
  const bookings: string[] = [];
  for (let nth = 0; nth < BOOKINGS; nth += 1) bookings.push((await desk.api.register()).id);
  const { status, body } = await desk.api.post('/batches', { bookings }, { key: randomUUID() });
  expect([status, body]).toEqual([201, expect.objectContaining({ state: 'review' })]);
  return { batch: body as unknown as BatchJson, bookings };
}

async function start(api: ApiClient, { id, version }: BatchJson): Promise<void> {
  const { status } = await api.post(`/batches/${id}/start`, undefined, { ifMatch: version });
  expect(status).toBe(202);
}

async function someAre(outcome: string, { id }: BatchJson): Promise<void> {
  await until(async () => {
    const { body } = await desk.api.get(`/batches/${id}/items?outcome=${outcome}`);
    return (body as unknown as BatchItemPageJson).data.length >= 3;
  });
}

/** What was begun by who is gone is taken over sooner than it would be by itself. */
async function isOver(api: ApiClient, { id }: BatchJson): Promise<void> {
  await untilWithin(PATIENCE_MS, async () => {
    await letTimePass(desk.databaseUrl);
    await letBeginningsGrowOld();
    const { body } = await api.get(`/batches/${id}`);
    const { state, outcomes } = body as unknown as BatchJson;
    const charged = outcomes.filter(({ outcome }) => outcome === 'charged');
    return state === 'done' && charged.every(({ bookings }) => bookings === BOOKINGS);
  });
}

async function letBeginningsGrowOld(): Promise<void> {
  const client = new Client({ connectionString: desk.databaseUrl });
  await client.connect();
  try {
    await client.query(
      `UPDATE charge_batch_items SET begun_at = begun_at - interval '15 seconds' WHERE step = 'begun'`,
    );
    await client.query(
      `UPDATE pgboss.job SET start_after = now() WHERE name = 'charge-batch' AND start_after > now()`,
    );
  } finally {
    await client.end();
  }
}

/** By the sandbox's own books, and by the bookings'. */
async function everyBookingIsChargedOnce(bookings: readonly string[]): Promise<void> {
  const { payment_intents: intents } = await desk.controls.books();
  const taken = bookings.map((booking) =>
    intents.filter(({ metadata }) => metadata.purser_booking === booking).map((each) => each.amount_received),
  );
  expect(taken).toEqual(bookings.map(() => [PRICE]));
}
