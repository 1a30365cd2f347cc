import type Stripe from 'stripe';
import { isRefusal } from './payment-actions.js';
import type { SandboxControls } from './sandbox-controls.js';

/** `evidence` and `accept` are the business's, the others the bank's. */
export const DISPUTE_FORMS = ['evidence', 'accept', 'won', 'lost', 'escalate'] as const;
export type DisputeForm = (typeof DISPUTE_FORMS)[number];

/** Carries out what a form of the dispute's page asks, or says why it can't be. */
export async function actOnDispute(
  { stripe, controls }: { stripe: Stripe; controls: SandboxControls },
  id: string,
  form: DisputeForm,
  body: unknown,
): Promise<string | undefined> {
  try {
    switch (form) {
      case 'evidence': {
        const text = evidenceIn(body);
        if (text === '') return 'Write what the bank should know.';
        await stripe.disputes.update(id, { evidence: { uncategorized_text: text }, submit: true });
        return undefined;
      }
      case 'accept':
        await stripe.disputes.close(id);
        return undefined;
      case 'won':
      case 'lost':
        await controls.closeDispute(id, form);
        return undefined;
      case 'escalate':
        await controls.escalateInquiry(id);
        return undefined;
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.message;
  }
}

function evidenceIn(body: unknown): string {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return typeof fields.evidence === 'string' ? fields.evidence.trim().slice(0, 2000) : '';
}
