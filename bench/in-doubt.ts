import type { DataSource } from 'typeorm';
import type { Desk } from './charges.js';
import { measure } from './statistics.js';
import { pause } from './server-process.js';

/** One request of Purser's may be sent twice by the official client. */
const ATTEMPTS = 2;

export interface Settling {
  readonly inDoubt: number;
  readonly done: number;
  readonly secondsUntilNone: number;
}

/**
 * Charges each booking once while Stripe does half of the charges and loses its answers, and hears nothing of the other
 * half; then lets Stripe answer again and waits until no payment is in doubt.
 */
export async function settleAfterOutage(
  desk: Desk,
  dataSource: DataSource,
  bookings: readonly string[],
): Promise<Settling> {
  const half = Math.floor(bookings.length / 2);
  await fault(desk, 'POST', {
    operation: 'create_payment_intent',
    kind: 'lose_answer',
    times: half * ATTEMPTS,
  });
  await fault(desk, 'POST', { operation: '*', kind: 'lose_request', times: 1_000_000 });
  await measure({ count: bookings.length, atOnce: 32 }, async (index) => {
    const response = await fetch(`${desk.url}/api/v1/bookings/${bookings[index]}/charges`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${desk.token}`,
        'content-type': 'application/json',
        'idempotency-key': `outage-${bookings[index]}`,
      },
      body: JSON.stringify({ amount: 100 }),
    });
    await response.arrayBuffer();
    if (response.status !== 202)
      throw new Error(`A charge during the outage was answered ${response.status}.`);
  });
  const inDoubt = await count(dataSource, OPEN);
  await fault(desk, 'DELETE');
  const begun = performance.now();
  while ((await count(dataSource, OPEN)) > 0) await pause(50);
  const secondsUntilNone = (performance.now() - begun) / 1000;
  return { inDoubt, done: await count(dataSource, SUCCEEDED, bookings), secondsUntilNone };
}

const OPEN = `SELECT count(*)::int AS payments FROM payments WHERE state IN ('requested', 'processing', 'in_doubt')`;
const SUCCEEDED = `SELECT count(*)::int AS payments FROM payments WHERE state = 'succeeded' AND booking_id = ANY($1)`;

async function count(dataSource: DataSource, sql: string, bookings?: readonly string[]): Promise<number> {
  const [row] = await dataSource.query<{ payments: number }[]>(sql, bookings && [bookings]);
  return row?.payments ?? 0;
}

async function fault(desk: Desk, method: 'POST' | 'DELETE', wanted?: object): Promise<void> {
  const response = await fetch(`${desk.stripeBase}/sandbox/faults`, {
    method,
    headers: { authorization: `Bearer ${desk.stripeKey}`, 'content-type': 'application/json' },
    body: wanted && JSON.stringify(wanted),
  });
  if (!response.ok) throw new Error(`The sandbox refused a fault: ${await response.text()}`);
}
