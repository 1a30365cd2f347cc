import type Stripe from 'stripe';
import { formatAmount } from './amounts.js';
import { refundedOfCharge } from './payment-status.js';
import { showTime, type ShownTime } from './times.js';

const WORDS: Readonly<Record<string, string>> = {
  'payment_intent.created': 'Payment created',
  'payment_intent.requires_action': 'Waiting for the customer to authenticate',
  'payment_intent.processing': 'Payment is processing',
  'payment_intent.canceled': 'Payment canceled',
  'charge.failed': 'Charge declined',
  'charge.expired': 'Authorization expired; the amount was released',
  'charge.updated': 'Charge updated',
  'refund.created': 'Refund started',
  'refund.updated': 'Refund updated',
  'refund.failed': 'Refund failed',
  'charge.refund.updated': 'Refund updated',
  'charge.dispute.created': 'The customer disputed the payment',
  'charge.dispute.updated': 'Dispute updated',
  'charge.dispute.closed': 'Dispute closed',
  'charge.dispute.funds_withdrawn': 'The disputed amount was taken from the balance',
  'charge.dispute.funds_reinstated': 'The disputed amount came back to the balance',
  'customer.created': 'Customer created',
  'customer.updated': 'Customer updated',
  'customer.deleted': 'Customer deleted',
  'payment_method.updated': 'Card updated',
  'payment_method.attached': 'Card saved with the customer',
  'payment_method.detached': 'Card removed from the customer',
  'setup_intent.created': 'Saving a card began',
  'setup_intent.succeeded': 'Card set up',
  'setup_intent.setup_failed': 'Saving the card failed',
  'setup_intent.requires_action': 'Waiting for the customer to authenticate',
  'checkout.session.completed': 'Checkout completed',
  'checkout.session.expired': 'Checkout expired',
  'payout.created': 'Payout made',
  'payout.updated': 'Payout updated',
  'payout.paid': 'Payout is at the bank',
  'payout.reconciliation_completed': 'Payout can be reconciled',
};

/** What a payment's history is made of. */
export const HISTORY_TYPES = [
  'payment_intent.created',
  'payment_intent.requires_action',
  'payment_intent.processing',
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.succeeded',
  'charge.failed',
  'charge.captured',
  'charge.expired',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'refund.created',
  'refund.failed',
  'checkout.session.completed',
] as const;

export interface EventLine {
  readonly id: string;
  readonly type: string;
  readonly words: string;
  readonly tone: 'good' | 'bad' | 'mute';
  readonly at: ShownTime;
  /** Endpoints that have not yet taken it. */
  readonly pending: number;
  readonly about: { readonly id: string; readonly payment?: string; readonly customer?: string };
}

export function eventLine(event: Stripe.Event): EventLine {
  return {
    id: event.id,
    type: event.type,
    words: wordsFor(event),
    tone: toneOf(event.type),
    at: showTime(event.created),
    pending: event.pending_webhooks,
    about: subjectOf(event),
  };
}

/** Whether an event is part of a payment's history. */
export function isAbout(event: Stripe.Event, paymentIntent: string): boolean {
  return subjectOf(event).payment === paymentIntent;
}

function wordsFor(event: Stripe.Event): string {
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated': {
      const { amount_capturable: amount, currency } = event.data.object;
      return `${formatAmount(amount, currency)} authorized, to be captured`;
    }
    case 'payment_intent.succeeded': {
      const { amount_received: amount, currency } = event.data.object;
      return `Payment of ${formatAmount(amount, currency)} succeeded`;
    }
    case 'payment_intent.payment_failed': {
      const { last_payment_error: error } = event.data.object;
      return error?.message ? `Payment failed: ${error.message}` : 'Payment failed';
    }
    case 'charge.succeeded': {
      const { amount, currency, captured } = event.data.object;
      return `${formatAmount(amount, currency)} ${captured ? 'charged' : 'reserved'} on the card`;
    }
    case 'charge.captured': {
      const { amount_captured: amount, currency } = event.data.object;
      return `${formatAmount(amount, currency)} captured`;
    }
    case 'charge.refunded': {
      const charge = event.data.object;
      return charge.captured
        ? `${formatAmount(refundedOfCharge(charge), charge.currency)} refunded in total`
        : `${formatAmount(charge.amount_refunded, charge.currency)} released to the customer`;
    }
    case 'refund.created': {
      const { amount, currency } = event.data.object;
      return `Refund of ${formatAmount(amount, currency)}`;
    }
    default:
      return WORDS[event.type] ?? event.type;
  }
}

function toneOf(type: string): EventLine['tone'] {
  if (/succeeded|captured$|completed/.test(type)) return 'good';
  return /failed|expired|dispute/.test(type) ? 'bad' : 'mute';
}

function subjectOf(event: Stripe.Event): EventLine['about'] {
  const subject = event.data.object as {
    readonly id?: string;
    readonly object?: string;
    readonly payment_intent?: string | { readonly id: string } | null;
    readonly customer?: string | { readonly id: string } | null;
  };
  const id = subject.id ?? '';
  return {
    id,
    payment: subject.object === 'payment_intent' ? id : idOf(subject.payment_intent),
    customer: subject.object === 'customer' ? id : idOf(subject.customer),
  };
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'object' ? reference?.id : reference;
}
