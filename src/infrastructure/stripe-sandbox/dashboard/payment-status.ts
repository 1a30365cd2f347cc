import type Stripe from 'stripe';

export interface StatusBadge {
  readonly label: string;
  readonly tone: 'good' | 'wait' | 'bad' | 'mute' | 'info';
  /** Of the symbol in `icons.hbs`. */
  readonly icon: string;
}

export interface StatusTab {
  readonly id: string;
  readonly label: string;
  matches(intent: Stripe.PaymentIntent): boolean;
}

export const STATUS_TABS: readonly StatusTab[] = [
  { id: 'all', label: 'All', matches: () => true },
  { id: 'succeeded', label: 'Succeeded', matches: (intent) => intent.status === 'succeeded' },
  { id: 'uncaptured', label: 'Uncaptured', matches: (intent) => intent.status === 'requires_capture' },
  { id: 'refunded', label: 'Refunded', matches: (intent) => refundedOf(intent) > 0 },
  { id: 'failed', label: 'Failed', matches: hasFailed },
  {
    id: 'incomplete',
    label: 'Incomplete',
    matches: (intent) => !hasFailed(intent) && /^requires_(?!capture)|^processing/.test(intent.status),
  },
  { id: 'canceled', label: 'Canceled', matches: (intent) => intent.status === 'canceled' },
];

/** In words, as far as the PaymentIntent says; refunds are seen when its latest charge is expanded. */
export function statusOf(intent: Stripe.PaymentIntent): StatusBadge {
  const refunded = refundedOf(intent);
  if (refunded > 0 && refunded >= intent.amount_received) {
    return { label: 'Refunded', tone: 'mute', icon: 'back' };
  }
  if (refunded > 0) return { label: 'Partial refund', tone: 'info', icon: 'back' };
  if (hasFailed(intent)) return { label: 'Failed', tone: 'bad', icon: 'cross' };
  switch (intent.status) {
    case 'succeeded':
      return { label: 'Succeeded', tone: 'good', icon: 'tick' };
    case 'requires_capture':
      return { label: 'Uncaptured', tone: 'wait', icon: 'clock' };
    case 'requires_action':
      return { label: 'Needs authentication', tone: 'wait', icon: 'shield' };
    case 'processing':
      return { label: 'Processing', tone: 'info', icon: 'clock' };
    case 'canceled':
      return { label: 'Canceled', tone: 'mute', icon: 'cross' };
    default:
      return { label: 'Incomplete', tone: 'mute', icon: 'clock' };
  }
}

/** What was given back of what was taken, in minor units, when the latest charge is expanded. */
export function refundedOf(intent: Stripe.PaymentIntent): number {
  const charge = chargeOf(intent);
  return charge ? refundedOfCharge(charge) : 0;
}

export function refundedOfCharge(charge: Stripe.Charge): number {
  return charge.captured ? Math.min(charge.amount_refunded, charge.amount_captured) : 0;
}

export function chargeOf(intent: Stripe.PaymentIntent): Stripe.Charge | undefined {
  const charge = intent.latest_charge;
  return typeof charge === 'object' && charge !== null ? charge : undefined;
}

function hasFailed(intent: Stripe.PaymentIntent): boolean {
  return intent.status === 'requires_payment_method' && intent.last_payment_error !== null;
}
