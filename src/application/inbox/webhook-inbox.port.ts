import { DomainError } from '../../domain/shared/domain-error.js';

/** Where Stripe's events arrive. Storing comes first and is all that the request waits for; applying comes after. */
export abstract class WebhookInbox {
  /**
   * Verifies the signature over the raw body and stores the event once; done when it is committed. Nothing is stored
   * when it throws WebhookRefused, and nothing is known to be stored when it throws InboxUnavailable.
   */
  abstract receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'known'>;
}

/** This can't be taken as it is, now or later. */
export class WebhookRefused extends DomainError {
  override readonly name = 'WebhookRefused';
  constructor(
    code:
      | 'empty_body'
      | 'signature_refused'
      | 'signature_too_old'
      | 'malformed_json'
      | 'malformed_event'
      | 'other_account'
      | 'other_mode',
    why: string,
  ) {
    super('invalid', code, why);
  }
}

/** It couldn't be stored just now: Stripe sends it again later. https://docs.stripe.com/webhooks#retries */
export class InboxUnavailable extends Error {
  override readonly name = 'InboxUnavailable';
}
