import type { Provider } from '@nestjs/common';
import { KnownPayments } from '../../application/inbox/known-payments.port.js';
import { ParkedEvents } from '../../application/inbox/parked-events.port.js';
import { WebhookInbox } from '../../application/inbox/webhook-inbox.port.js';
import { CountParkedEventsHandler } from './count-parked-events.handler.js';
import { InboxGauges } from './inbox-gauges.js';
import { ListParkedEventsHandler } from './list-parked-events.handler.js';
import { PostgresKnownPayments } from './postgres-known-payments.js';
import { PostgresParkedEvents } from './postgres-parked-events.js';
import { StripeEventQueue } from './stripe-event-queue.js';
import { StripeEventStore } from './stripe-event-store.js';
import { StripeEventWorker } from './stripe-event-worker.js';
import { StripeLookUpWorker } from './stripe-look-up-worker.js';
import { WebhookArrivals } from './webhook-arrivals.js';
import { WebhookHistory } from '../../application/stripe-setup/stripe-account.port.js';
import { StripeWebhookInbox } from './stripe-webhook-inbox.js';

/** Stripe's events, from their arrival to where they are applied or parked. */
export const INBOX_PROVIDERS: Provider[] = [
  { provide: WebhookInbox, useClass: StripeWebhookInbox },
  { provide: KnownPayments, useClass: PostgresKnownPayments },
  { provide: ParkedEvents, useClass: PostgresParkedEvents },
  WebhookArrivals,
  { provide: WebhookHistory, useExisting: WebhookArrivals },
  ListParkedEventsHandler,
  CountParkedEventsHandler,
  StripeEventStore,
  StripeEventQueue,
  StripeEventWorker,
  StripeLookUpWorker,
  InboxGauges,
];
