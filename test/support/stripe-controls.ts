import type { StripeBooks } from './stripe-books.js';
import type { TestPurser } from './purser.js';

export interface WantedFault {
  readonly operation: string;
  readonly kind: string;
  /** The official client asks twice, so that one request in doubt takes two. */
  readonly times?: number;
  readonly delay_ms?: number;
  readonly execute?: boolean;
}

export type WebhookMode = 'normal' | 'hold' | 'drop' | 'repeat' | 'shuffle' | 'late';

export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}

/** Tells the sandbox, over HTTP, how to behave. */
export class StripeControls {
  constructor(private readonly purser: Pick<TestPurser, 'sandbox'>) {}

  misbehave(fault: WantedFault): Promise<unknown> {
    return this.send('POST', 'faults', fault);
  }

  /** Those that haven't happened yet. */
  async faults(): Promise<readonly WantedFault[]> {
    return ((await this.send('GET', 'faults')) as { faults: WantedFault[] }).faults;
  }

  behave(): Promise<unknown> {
    return this.send('DELETE', 'faults');
  }

  webhooks(mode: WebhookMode, how: { copies?: number; delay_ms?: number } = {}): Promise<unknown> {
    return this.send('POST', 'webhooks', { mode, ...how });
  }

  /** Sends what was held back; resolves when all of it was answered. */
  deliver(order: 'created' | 'reversed' | 'shuffled', copies = 1): Promise<unknown> {
    return this.send('POST', 'webhooks/deliver', { order, copies });
  }

  settings(change: Readonly<Record<string, number | string>>): Promise<unknown> {
    return this.send('POST', 'settings', change);
  }

  /** A hold runs out. */
  expire(paymentIntent: string): Promise<unknown> {
    return this.send('POST', 'authorizations/expire', { payment_intent: paymentIntent });
  }

  /** The customer asks their bank for the money back, or (`inquiry`) the bank only asks; all of it unless told. */
  async openDispute(
    paymentIntent: string,
    kind: 'fraudulent' | 'product_not_received' | 'inquiry' = 'fraudulent',
    amount?: number,
  ): Promise<string> {
    const wanted = { payment_intent: paymentIntent, kind, ...(amount !== undefined && { amount }) };
    return ((await this.send('POST', 'disputes', wanted)) as { id: string }).id;
  }

  /** The bank isn't content: its inquiry becomes a dispute. */
  escalateDispute(dispute: string): Promise<unknown> {
    return this.send('POST', `disputes/${dispute}/escalate`, {});
  }

  /** The bank decides. */
  closeDispute(dispute: string, status: 'won' | 'lost'): Promise<unknown> {
    return this.send('POST', `disputes/${dispute}/close`, { status });
  }

  /** All of the balance goes to the bank, and is there at once. */
  payOut(): Promise<unknown> {
    return this.send('POST', 'payouts', {});
  }

  async books(): Promise<StripeBooks> {
    return (await this.send('GET', 'books')) as StripeBooks;
  }

  private async send(method: string, path: string, said?: object): Promise<unknown> {
    const { url, secretKey } = this.purser.sandbox;
    const response = await fetch(`${url}/sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: method === 'POST' ? JSON.stringify(said) : undefined,
    });
    if (!response.ok) throw new ControlRefused(`The sandbox refused ${path}: ${await response.text()}`);
    return response.json();
  }
}
