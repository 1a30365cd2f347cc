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

  /** The customer asks their bank for the money back. */
  async openDispute(paymentIntent: string, kind: string, amount: number): Promise<string> {
    const dispute = await this.send('disputes', {
      payment_intent: paymentIntent,
      kind,
      amount: String(amount),
    });
    return dispute.id;
  }

  /** The bank decides. */
  async closeDispute(id: string, status: 'won' | 'lost'): Promise<void> {
    await this.send(`disputes/${encodeURIComponent(id)}/close`, { status });
  }

  async escalateInquiry(id: string): Promise<void> {
    await this.send(`disputes/${encodeURIComponent(id)}/escalate`, {});
  }

  /** All that is in the balance goes to the bank, also what would be available only later. */
  async payOut(): Promise<void> {
    await this.send('payouts', { pending: 'true', arrives: 'now' });
  }

  private async send(path: string, params: Record<string, string>): Promise<{ id: string }> {
    return (await this.stripe.rawRequest('POST', `/sandbox/${path}`, params)) as { id: string };
  }
}
