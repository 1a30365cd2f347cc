import { DomainError } from '../../domain/shared/domain-error.js';

/** Where Stripe's events arrive. Storing comes first and is all that the request waits for; applying comes after. */
export abstract class WebhookInbox {
  /**
   * Verifies the signature over the raw body and stores the event once.
   * Throws SignatureRefused; nothing is stored then.
   */
  abstract receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'known'>;
}

export class SignatureRefused extends DomainError {
  override readonly name = 'SignatureRefused';
  constructor(why: string) {
    super('invalid', 'signature_refused', why);
  }
}
