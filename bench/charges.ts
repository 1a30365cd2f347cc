import { randomUUID } from 'node:crypto';
import { createStripeClient } from '../src/infrastructure/stripe/stripe-client.js';
import { measure, type Timing } from './statistics.js';

export interface Desk {
  readonly url: string;
  readonly token: string;
  readonly stripeBase: string;
  readonly stripeKey: string;
}

/** Bookings with a card on file and enough outstanding for every charge of the run. */
export async function registerBookings(desk: Desk, count: number): Promise<string[]> {
  const ids: string[] = [];
  await measure({ count, atOnce: 4 }, async (index) => {
    const run = randomUUID().slice(0, 8);
    const booking = await post(desk, '/bookings', {
      reference: `BENCH-${run}-${index}`,
      customer: {
        name: `Guest ${index}`,
        email: `guest-${run}-${index}@example.com`,
        payment_method: 'pm_card_visa',
      },
      service: 'Benchmark',
      starts_at: '2027-01-01T10:00:00Z',
      total: { amount: 100_000_00, currency: 'USD' },
    });
    ids.push(String(booking.id));
  });
  return ids;
}

/** Charges through the API, spread over the bookings: the whole way, over HTTP, as a program would. */
export function chargeThroughApi(
  desk: Desk,
  bookings: readonly string[],
  atOnce: number,
  count: number,
): Promise<Timing> {
  return measure({ count, atOnce, warmUp: 20 }, async (index) => {
    const booking = bookings[index % bookings.length];
    const payment = await post(desk, `/bookings/${booking}/charges`, { amount: 100 });
    if (payment.state !== 'succeeded') throw new Error(`A charge ended as ${String(payment.state)}.`);
  });
}

/** The sandbox's own time for the same request, without Purser. */
export async function chargeSandboxDirectly(desk: Desk, atOnce: number, count: number): Promise<Timing> {
  const stripe = createStripeClient({ secretKey: desk.stripeKey, apiBase: desk.stripeBase });
  const customer = await stripe.customers.create({ email: 'direct@example.com' });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  return measure({ count, atOnce, warmUp: 20 }, async () => {
    await stripe.paymentIntents.create(
      {
        amount: 100,
        currency: 'usd',
        customer: customer.id,
        payment_method: card.id,
        allowed_payment_method_types: ['card'],
        confirm: true,
        off_session: true,
        expand: ['latest_charge'],
      },
      { idempotencyKey: randomUUID() },
    );
  });
}

async function post(desk: Desk, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${desk.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${desk.token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}
