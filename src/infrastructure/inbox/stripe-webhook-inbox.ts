import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { SignatureRefused, WebhookInbox } from '../../application/payment/webhook-inbox.port.js';
import { Metrics } from '../observability/metrics.js';
import { paymentIntentOf } from './event-subject.js';
import { StripeEventWorker } from './stripe-event-worker.js';

/** Stripe's own tolerance for the timestamp of a signature. https://docs.stripe.com/webhooks/signature */
const TOLERANCE_SECONDS = 300;

/** Signing secrets in force; several while one is being rotated out. */
export class WebhookSecrets {
  constructor(public current: readonly string[]) {}
}

@Injectable()
export class StripeWebhookInbox extends WebhookInbox {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: WebhookSecrets,
    private readonly worker: StripeEventWorker,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override async receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'known'> {
    const event = this.verify(rawBody, signature);
    const paymentIntent = paymentIntentOf(event);
    const stored: unknown[] = await this.dataSource.query(
      `INSERT INTO stripe_events (id, type, api_version, created, payload, payment_intent, state, next_attempt_at, applied_at)
       VALUES ($1, $2, $3, to_timestamp($4), $5, $6, $7, CASE WHEN $7 = 'received' THEN now() END, NULL)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        event.id,
        event.type,
        event.api_version,
        event.created,
        rawBody.toString('utf8'),
        paymentIntent ?? null,
        paymentIntent === undefined ? 'ignored' : 'received',
      ],
    );
    this.metrics.webhookEvents.inc({ stage: stored.length === 0 ? 'repeated' : 'accepted' });
    if (stored.length === 0) return 'known';
    if (paymentIntent !== undefined) this.worker.nudge();
    return 'stored';
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
