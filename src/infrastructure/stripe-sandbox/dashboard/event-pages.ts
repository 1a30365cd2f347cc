import type Stripe from 'stripe';
import { eventLine } from './event-words.js';
import { scan } from './scan.js';

const PER_PAGE = 30;

export async function eventsPage(stripe: Stripe, after?: string): Promise<object> {
  const { found, after: next } = await scan(
    (paging) => stripe.events.list(paging),
    () => true,
    { wanted: PER_PAGE, after, pageSize: PER_PAGE + 1 },
  );
  return {
    title: 'Events',
    section: 'events',
    events: found.map(eventLine),
    paging: { next: next && `?starting_after=${next}`, newest: after && '?' },
  };
}

/** One event as its webhook carries it. */
export async function eventPage(stripe: Stripe, id: string): Promise<object> {
  const event = await stripe.events.retrieve(id);
  return { title: event.type, section: 'events', ...eventLine(event), json: JSON.stringify(event, null, 2) };
}
