import { resourceMissing } from './http/stripe-api-error.js';
import type { Route } from './http/route.js';
import type { StoredEvent } from './state/objects.js';
import { listRows, readPage, type Conditions } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/events: Stripe goes back 30 days. */
const REACH_SECONDS = 30 * 86_400;

/** https://docs.stripe.com/api/events */
export const eventRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/events',
    operation: 'list_events',
    async handle({ work, params }) {
      const page = readPage(params);
      const type = params.text('type');
      const types = params.texts('types');
      const delivered = params.flag('delivery_success');
      params.ignore('related_object');
      params.done();
      const conditions: Conditions = [
        ...page.conditions,
        ['created >= $', work.now - REACH_SECONDS],
        ...(type ? [['type LIKE $', type.replaceAll('_', '\\_').replaceAll('*', '%')] as const] : []),
        ...(types ? [['type = ANY($)', types] as const] : []),
        ...(delivered === undefined ? [] : [[DELIVERED, delivered] as const]),
      ];
      const list = await listRows<StoredEvent>(work, 'events', { ...page, conditions }, '/v1/events');
      return { ...list, data: await withPending(work, list.data) };
    },
  },
  {
    method: 'get',
    path: '/v1/events/:id',
    operation: 'retrieve_event',
    async handle({ work, params, part }) {
      params.done();
      const { rows } = await work.query<{ data: StoredEvent }>(
        'SELECT data FROM stripe_sandbox.events WHERE id = $1',
        [part('id')],
      );
      const [event] = await withPending(
        work,
        rows.map((row) => row.data),
      );
      if (!event) throw resourceMissing('event', part('id'));
      return event;
    },
  },
];

const DELIVERED = `(NOT EXISTS (SELECT FROM stripe_sandbox.deliveries WHERE event = events.id AND state <> 'delivered')) = $`;

/** `pending_webhooks`: deliveries that no endpoint has answered with success yet. */
async function withPending(work: Work, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const { rows } = await work.query<{ event: string; pending: number }>(
    `SELECT event, count(*)::integer AS pending FROM stripe_sandbox.deliveries
     WHERE event = ANY($1) AND state <> 'delivered' GROUP BY event`,
    [events.map((event) => event.id)],
  );
  const pending = new Map(rows.map((row) => [row.event, row.pending]));
  return events.map((event) => ({ ...event, pending_webhooks: pending.get(event.id) ?? 0 }));
}
