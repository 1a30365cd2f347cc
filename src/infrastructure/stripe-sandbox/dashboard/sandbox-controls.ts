import type Stripe from 'stripe';

export type Authentication = 'succeed' | 'fail';

/** What only the sandbox can do, in the place of a customer or their bank. */
export class SandboxControls {
  constructor(private readonly stripe: Stripe) {}

  async authenticatePayment(id: string, outcome: Authentication): Promise<void> {
    await this.send(`payment_intents/${encodeURIComponent(id)}/authenticate`, { outcome });
  }

  async authenticateSetup(id: string, outcome: Authentication): Promise<void> {
    await this.send(`setup_intents/${encodeURIComponent(id)}/authenticate`, { outcome });
  }

  /** Pays or sets up with a test card. Throws Stripe's card error when it is declined. */
  async completeCheckout(session: string, paymentMethod: string): Promise<void> {
    await this.send(`checkout_sessions/${encodeURIComponent(session)}/complete`, {
      payment_method: paymentMethod,
    });
  }

  private async send(path: string, params: Record<string, string>): Promise<void> {
    await this.stripe.rawRequest('POST', `/sandbox/${path}`, params);
  }
}
