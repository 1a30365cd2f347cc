import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import type { BookingJson, BookingPageJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { UnmatchedPaymentPageJson } from '../../../src/interfaces/api/v1/unmatched-payments/unmatched-payment.json.js';
import type { PurserHome } from '../../support/purser-process.js';
import type { BookedIntent, StripeBooks } from '../../support/stripe-books.js';
import { untilWithin } from '../../support/until.js';

/** Asks the embedded PostgreSQL of a running Purser, as its own role. */
export async function query<Row extends QueryResultRow>(
  { dataDir }: PurserHome,
  statement: string,
): Promise<Row[]> {
  const port = readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(path.join(dataDir, 'postgres.password'), 'utf8').trim();
  const client = new Client({ connectionString: `postgres://purser:${password}@127.0.0.1:${port}/purser` });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

export async function countBookings(home: PurserHome): Promise<number> {
  const [row] = await query<{ count: number }>(home, 'SELECT count(*)::integer AS count FROM bookings');
  return row?.count ?? 0;
}

/** Hundreds of bookings with their payments, on a machine that does other things besides. */
const DEMO_MS = 150_000;

/** Waits until the last step of the demo is noted as done. */
export function demoIsComplete(home: PurserHome, told: () => string): Promise<void> {
  return untilWithin(
    DEMO_MS,
    async () => {
      const rows = await query(home, `SELECT 1 AS found FROM decisions WHERE key = 'demo/complete'`);
      return rows.length === 1;
    },
    told,
  );
}

/** Every booking with its payments, as the API tells them, by reference. */
export async function bookingsOf(home: PurserHome, token: string): Promise<BookingJson[]> {
  const bookings: BookingJson[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: BookingPageJson = await get<BookingPageJson>(home, token, `/bookings?limit=100${query}`);
    for (const { id } of page.data) bookings.push(await get<BookingJson>(home, token, `/bookings/${id}`));
    cursor = page.next_cursor;
  }
  return bookings.sort((a, b) => a.reference.localeCompare(b.reference));
}

export async function stripeBooksOf(home: PurserHome): Promise<StripeBooks> {
  const [key] = await query<{ value: string }>(
    home,
    `SELECT value #>> '{}' AS value FROM stripe_sandbox.settings WHERE name = 'secret_key'`,
  );
  const response = await fetch(`http://127.0.0.1:${home.sandboxPort}/sandbox/books`, {
    headers: { authorization: `Bearer ${key?.value ?? ''}` },
  });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as StripeBooks;
}

/** Each payment as Purser tells it, in the words of Stripe's books. */
export function asPurserTells(bookings: readonly BookingJson[]): BookedPayment[] {
  // What was collected outside Stripe is nothing that its books know of.
  const throughStripe = (payment: BookingJson['payments'][number]) => payment.kind !== 'collection';
  const payments = bookings.flatMap((booking) =>
    booking.payments.filter(throughStripe).map((payment) => ({
      payment: payment.id,
      booking: booking.id,
      intent: payment.stripe_payment_intent ?? '',
      currency: payment.currency,
      amount: payment.amount,
      captured: payment.captured,
      refunded: payment.refunded,
      held: payment.state === 'authorized' ? payment.amount : 0,
    })),
  );
  return payments.sort(byPayment);
}

/** Each payment of a booking as Stripe's books tell it. */
export function asStripeTells({ payment_intents: intents }: StripeBooks): BookedPayment[] {
  const payments = intents.filter(isOurs).map((intent) => ({
    payment: intent.metadata.purser_payment ?? '',
    booking: intent.metadata.purser_booking ?? '',
    intent: intent.id,
    currency: intent.currency.toUpperCase(),
    amount: intent.amount,
    captured: intent.amount_received,
    refunded: intent.amount_refunded,
    held: intent.amount_capturable,
  }));
  return payments.sort(byPayment);
}

/** What somebody took in Stripe without a booking that asked for it. */
export function madeInStripe({ payment_intents: intents }: StripeBooks): string[] {
  return intents
    .filter((intent) => !isOurs(intent))
    .map(({ id }) => id)
    .sort();
}

export async function unmatchedOf(home: PurserHome, token: string): Promise<string[]> {
  const { data } = await get<UnmatchedPaymentPageJson>(home, token, '/unmatched-payments?limit=200');
  return data.map((each) => each.stripe_payment_intent).sort();
}

function isOurs({ metadata }: BookedIntent): boolean {
  return metadata.purser_payment !== undefined;
}

interface BookedPayment {
  readonly payment: string;
  readonly booking: string;
  readonly intent: string;
  readonly currency: string;
  readonly amount: number;
  readonly captured: number;
  readonly refunded: number;
  readonly held: number;
}

function byPayment(a: BookedPayment, b: BookedPayment): number {
  return a.payment.localeCompare(b.payment);
}

async function get<Answer>({ port }: PurserHome, token: string, call: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${call}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`${call} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
