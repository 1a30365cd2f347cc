import { WebhookReach } from '../../application/stripe-setup/stripe-account.port.js';

const PATIENCE_MS = 5_000;
/** What a Purser says to a request that nobody signed. */
const REFUSAL = 'signature_refused';

/** Sends what is no event to the very address that Stripe uses, and looks whether a Purser refuses it. */
export class HttpWebhookReach extends WebhookReach {
  async obstacle(url: string): Promise<string | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"object":"reach"}',
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (response.status === 400 && text.includes(REFUSAL)) return undefined;
      return `something else answered, with status ${response.status}.`;
    } catch (error) {
      const slow = error instanceof Error && error.name === 'TimeoutError';
      return slow ? `nothing answered within ${PATIENCE_MS / 1000} s.` : `${reasonOf(error)}.`;
    }
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name isn’t known';
    case undefined:
      return 'no connection could be made';
    default:
      return `no connection could be made (${code})`;
  }
}
