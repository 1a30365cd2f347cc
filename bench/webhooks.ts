import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import Stripe from 'stripe';
import { pause } from './server-process.js';
import { measure, type Timing } from './statistics.js';

export interface WebhookRates {
  readonly accepted: Timing;
  readonly appliedPerSecond: number;
}

/** Posts signed events about payments that exist, and waits until all of them are applied. */
export async function webhookRates(
  options: { readonly url: string; readonly secret: string; readonly dataSource: DataSource },
  load: { readonly count: number; readonly atOnce: number },
): Promise<WebhookRates> {
  const { url, secret, dataSource } = options;
  const payments = await dataSource.query<{ payment_intent: string }[]>(
    'SELECT payment_intent FROM payments WHERE payment_intent IS NOT NULL ORDER BY id DESC LIMIT 5000',
  );
  const waiting = `SELECT count(*)::int AS open FROM stripe_events WHERE state IN ('received', 'failed')`;
  const bodies = Array.from({ length: load.count }, (_, index) =>
    eventBody(payments[index % payments.length]?.payment_intent ?? 'pi_none'),
  );
  const begun = performance.now();
  const accepted = await measure(load, async (index) => {
    const payload = bodies[index] ?? '';
    const response = await fetch(`${url}/webhooks/stripe`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret }),
      },
      body: payload,
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`A webhook was answered ${response.status}.`);
  });
  while (((await dataSource.query<{ open: number }[]>(waiting))[0]?.open ?? 0) > 0) await pause(20);
  return { accepted, appliedPerSecond: load.count / ((performance.now() - begun) / 1000) };
}

/** Of a real event's size, some 3 KB. */
function eventBody(paymentIntent: string): string {
  return JSON.stringify({
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'payment_intent.succeeded',
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: { object: { id: paymentIntent, object: 'payment_intent', description: 'x'.repeat(2600) } },
  });
}
