import Stripe from 'stripe';
import { WebhookRefused } from '../../application/inbox/webhook-inbox.port.js';

/** Stripe's own tolerance for the timestamp of a signature. https://docs.stripe.com/webhooks/signature */
const TOLERANCE_SECONDS = 300;

/** Signing secrets in force; several while one is being rotated out. */
export class WebhookSecrets {
  constructor(public current: readonly string[]) {}
}

/** Throws WebhookRefused unless one of the secrets signed this very text within the last five minutes. */
export function requireSignature(body: string, signature: string | undefined, secrets: WebhookSecrets): void {
  if (signature === undefined || signature === '')
    throw new WebhookRefused('signature_refused', 'The Stripe-Signature header is missing.');
  let tooOld = false;
  for (const secret of secrets.current) {
    try {
      if (Stripe.webhooks.signature?.verifyHeader(body, signature, secret, TOLERANCE_SECONDS)) return;
    } catch (error) {
      // Some headers that are none make the package stumble instead of refusing: they prove as little.
      tooOld ||= error instanceof Error && error.message.includes('outside the tolerance');
    }
  }
  if (tooOld)
    throw new WebhookRefused(
      'signature_too_old',
      'The signature is more than five minutes old. Check the clocks.',
    );
  throw new WebhookRefused(
    'signature_refused',
    'The signature doesn’t fit the body. Check STRIPE_WEBHOOK_SECRET.',
  );
}
