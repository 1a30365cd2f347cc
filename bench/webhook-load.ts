import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import Stripe from 'stripe';
import type { Timing } from './statistics.js';

export interface Endpoint {
  readonly url: string;
  readonly secret: string;
}

/** An event as Stripe sends it, signed. */
export interface SignedEvent {
  readonly body: string;
  readonly signature: string;
}

/** All of it is made before the clock starts. `object`: what the event is about; padded to a real event's 3 KB. */
export function signedEvents(
  { secret }: Endpoint,
  count: number,
  about: (index: number) => { readonly type: string; readonly object: object },
): SignedEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const { type, object } = about(index);
    const event = {
      id: `evt_${randomUUID().replaceAll('-', '')}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(Date.now() / 1000),
      type,
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object },
    };
    const missing = 3000 - JSON.stringify(event).length;
    const body = JSON.stringify({ ...event, data: { object: { ...object, padding: filler(missing) } } });
    return { body, signature: Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) };
  });
}

/** Posts them over `atOnce` connections that stay open, one after the other on each. */
export async function deliver(
  { url }: Endpoint,
  events: readonly SignedEvent[],
  atOnce: number,
): Promise<Timing> {
  let next = 0;
  const share = Math.floor(events.length / atOnce);
  const result = await autocannon({
    url: `${url}/webhooks/stripe`,
    connections: atOnce,
    amount: share * atOnce,
    timeout: 60,
    setupClient(client) {
      const own = events.slice(next * share, (next + 1) * share);
      next += 1;
      client.setRequests(
        own.map(({ body, signature }) => ({
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
        })),
      );
    },
  });
  if (result['2xx'] !== share * atOnce)
    throw new Error(`Of ${share * atOnce} webhooks, ${result['2xx']} were taken; ${result.errors} failed.`);
  return {
    count: share * atOnce,
    perSecond: (share * atOnce) / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

/** Text that doesn't compress to nothing, as no payload does. */
function filler(length: number): string {
  let text = '';
  while (text.length < length) text += `${randomUUID()} null card visa metadata `;
  return text.slice(0, Math.max(0, length));
}
