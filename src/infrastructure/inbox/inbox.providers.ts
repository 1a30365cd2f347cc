import type { Provider } from '@nestjs/common';
import { ParkedEvents } from '../../application/inbox/parked-events.port.js';
import { WebhookInbox } from '../../application/inbox/webhook-inbox.port.js';
import { CountParkedEventsHandler } from './count-parked-events.handler.js';
import { InboxGauges } from './inbox-gauges.js';
import { ListParkedEventsHandler } from './list-parked-events.handler.js';
import { PostgresParkedEvents } from './postgres-parked-events.js';
import { StripeEventStore } from './stripe-event-store.js';
import { StripeEventWorker } from './stripe-event-worker.js';
import { StripeWebhookInbox } from './stripe-webhook-inbox.js';

/** Stripe's events, from their arrival to where they are applied or parked. */
export const INBOX_PROVIDERS: Provider[] = [
  { provide: WebhookInbox, useClass: StripeWebhookInbox },
  { provide: ParkedEvents, useClass: PostgresParkedEvents },
  ListParkedEventsHandler,
  CountParkedEventsHandler,
  StripeEventStore,
  StripeEventWorker,
  InboxGauges,
];
