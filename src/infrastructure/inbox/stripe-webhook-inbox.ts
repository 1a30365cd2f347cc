import { Injectable, Logger } from '@nestjs/common';
import {
  InboxUnavailable,
  WebhookInbox,
  WebhookRefused,
} from '../../application/inbox/webhook-inbox.port.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { Metrics } from '../observability/metrics.js';
import { readIncoming, type IncomingEvent } from './incoming-event.js';
import { StripeEventStore } from './stripe-event-store.js';
import { WebhookArrivals } from './webhook-arrivals.js';
import { requireSignature, WebhookSecrets } from './webhook-signature.js';

/** Counts what it takes and refuses. A line in the log is worth only what is refused: each event is in the database. */
@Injectable()
export class StripeWebhookInbox extends WebhookInbox {
  private readonly logger = new Logger('Webhooks');

  constructor(
    private readonly events: StripeEventStore,
    private readonly secrets: WebhookSecrets,
    private readonly settings: BusinessSettings,
    private readonly metrics: Metrics,
    private readonly arrivals: WebhookArrivals,
  ) {
    super();
  }

  override async receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'known'> {
    const event = this.read(rawBody.toString('utf8'), signature);
    const isNew = await this.storeNow(event);
    this.arrivals.stored();
    this.metrics.webhookEvents.inc({ stage: isNew ? 'accepted' : 'repeated' });
    return isNew ? 'stored' : 'known';
  }

  private read(body: string, signature: string | undefined): IncomingEvent {
    try {
      if (body === '') throw new WebhookRefused('empty_body', 'The body is empty.');
      requireSignature(body, signature, this.secrets);
      return readIncoming(body, { livemode: this.settings.stripeMode === 'live' });
    } catch (error) {
      if (error instanceof WebhookRefused) {
        if (error.code === 'signature_refused' && signature) this.arrivals.refused();
        this.metrics.webhookEvents.inc({ stage: 'refused' });
        this.logger.warn(`A webhook was refused (${error.code}): ${error.message}`);
      }
      throw error;
    }
  }

  private async storeNow(event: IncomingEvent): Promise<boolean> {
    try {
      return await this.events.store(event);
    } catch (error) {
      this.metrics.webhookEvents.inc({ stage: 'unstored' });
      this.logger.error(`Event ${event.id} couldn’t be stored; Stripe sends it again.`, String(error));
      throw new InboxUnavailable('Events can’t be stored just now. Send it again later.', { cause: error });
    }
  }
}
