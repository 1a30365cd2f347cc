import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { SignatureRefused, WebhookInbox } from '../../application/inbox/webhook-inbox.port.js';
import { Metrics } from '../observability/metrics.js';
import { StripeEventStore } from './stripe-event-store.js';

/** Stripe's own tolerance for the timestamp of a signature. https://docs.stripe.com/webhooks/signature */
const TOLERANCE_SECONDS = 300;

/** Signing secrets in force; several while one is being rotated out. */
export class WebhookSecrets {
  constructor(public current: readonly string[]) {}
}

@Injectable()
export class StripeWebhookInbox extends WebhookInbox {
  constructor(
    private readonly events: StripeEventStore,
    private readonly secrets: WebhookSecrets,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override async receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'known'> {
    const event = this.verify(rawBody, signature);
    const isNew = await this.events.add(event, rawBody.toString('utf8'));
    this.metrics.webhookEvents.inc({ stage: isNew ? 'accepted' : 'repeated' });
    return isNew ? 'stored' : 'known';
  }

  private verify(rawBody: Buffer, signature: string | undefined): Stripe.Event {
    if (signature === undefined) throw new SignatureRefused('The Stripe-Signature header is missing.');
    for (const secret of this.secrets.current) {
      try {
        return Stripe.webhooks.constructEvent(rawBody, signature, secret, TOLERANCE_SECONDS);
      } catch (error) {
        if (error instanceof SyntaxError)
          throw new SignatureRefused('The body is not the JSON that was signed.');
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      }
    }
    throw new SignatureRefused(
      'The signature doesn’t fit the body, or is too old. Check STRIPE_WEBHOOK_SECRET.',
    );
  }
}
