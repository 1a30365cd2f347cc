import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { parseAmount } from './amounts.js';
import { DISPUTE_KINDS } from './dispute-page.js';
import { REFUND_REASONS, refundableOf, type PaymentNotice, type RefusedForm } from './payment-page.js';
import type { SandboxControls } from './sandbox-controls.js';

export type PaymentForm = RefusedForm['form'];
export type ActionOutcome = { readonly notice: PaymentNotice } | { readonly refused: RefusedForm };

interface SentForm {
  readonly amount: string;
  readonly reason: string;
  readonly outcome: string;
  /** Made anew for every page, so that a form that is sent twice acts once. */
  readonly once: string;
}

/** Carries out what a form of the payment's page asks, or says why it can't be. */
export async function actOnPayment(
  { stripe, controls }: { stripe: Stripe; controls: SandboxControls },
  id: string,
  form: PaymentForm,
  body: unknown,
): Promise<ActionOutcome> {
  const sent = readForm(body);
  try {
    switch (form) {
      case 'capture':
        return await capture(stripe, id, sent);
      case 'cancel':
        await stripe.paymentIntents.cancel(id, {}, { idempotencyKey: keyOf(form, sent) });
        return { notice: 'canceled' };
      case 'refund':
        return await refund(stripe, id, sent);
      case 'dispute':
        return await dispute(stripe, controls, id, sent);
      case 'authenticate': {
        const outcome = sent.outcome === 'fail' ? 'fail' : 'succeed';
        await controls.authenticatePayment(id, outcome);
        return { notice: outcome === 'fail' ? 'refused' : 'authenticated' };
      }
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { refused: { ...sent, form, problem: error.message } };
  }
}

async function capture(stripe: Stripe, id: string, sent: SentForm): Promise<ActionOutcome> {
  const { currency, amount_capturable: most } = await stripe.paymentIntents.retrieve(id);
  const typed = parseAmount(sent.amount, currency, most > 0 ? most : Number.MAX_SAFE_INTEGER);
  if ('problem' in typed) return { refused: { ...sent, form: 'capture', problem: typed.problem } };
  await stripe.paymentIntents.capture(
    id,
    { amount_to_capture: typed.amount },
    { idempotencyKey: keyOf('capture', sent) },
  );
  return { notice: 'captured' };
}

async function refund(stripe: Stripe, id: string, sent: SentForm): Promise<ActionOutcome> {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  const most = refundableOf(intent);
  const typed = parseAmount(sent.amount, intent.currency, most > 0 ? most : Number.MAX_SAFE_INTEGER);
  if ('problem' in typed) return { refused: { ...sent, form: 'refund', problem: typed.problem } };
  const reason = REFUND_REASONS.find(({ value }) => value === sent.reason)?.value;
  await stripe.refunds.create(
    { payment_intent: id, amount: typed.amount, ...(reason && { reason }) },
    { idempotencyKey: keyOf('refund', sent) },
  );
  return { notice: 'refunded' };
}

async function dispute(
  stripe: Stripe,
  controls: SandboxControls,
  id: string,
  sent: SentForm,
): Promise<ActionOutcome> {
  const { currency, amount_received: most } = await stripe.paymentIntents.retrieve(id);
  const typed = parseAmount(sent.amount, currency, most > 0 ? most : Number.MAX_SAFE_INTEGER);
  if ('problem' in typed) return { refused: { ...sent, form: 'dispute', problem: typed.problem } };
  const kind = DISPUTE_KINDS.find(({ value }) => value === sent.reason)?.value ?? 'fraudulent';
  await controls.openDispute(id, kind, typed.amount);
  return { notice: 'disputed' };
}

export function isRefusal(error: unknown): error is Stripe.errors.StripeError {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeCardError ||
    error instanceof Stripe.errors.StripeIdempotencyError
  );
}

function keyOf(form: PaymentForm, { once, amount, reason }: SentForm): string {
  return ['dashboard', form, once, amount, reason].join('-').slice(0, 255);
}

function readForm(body: unknown): SentForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].slice(0, 100) : '');
  return {
    amount: text('amount'),
    reason: text('reason'),
    outcome: text('outcome'),
    once: text('once') || randomUUID(),
  };
}
