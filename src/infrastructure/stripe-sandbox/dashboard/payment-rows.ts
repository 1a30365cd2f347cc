import type Stripe from 'stripe';
import { formatAmount } from './amounts.js';
import { cardOf, type ShownCard } from './cards.js';
import { showCustomer, type ShownCustomer } from './parties.js';
import { statusOf, type StatusBadge } from './payment-status.js';
import { showTime, type ShownTime } from './times.js';

export interface PaymentRow {
  readonly id: string;
  readonly amount: string;
  readonly status: StatusBadge;
  readonly description: string;
  readonly customer?: ShownCustomer;
  readonly card?: ShownCard;
  readonly created: ShownTime;
}

export function paymentRow(intent: Stripe.PaymentIntent): PaymentRow {
  return {
    id: intent.id,
    amount: formatAmount(intent.amount, intent.currency),
    status: statusOf(intent),
    description: intent.description ?? intent.id,
    customer: showCustomer(intent.customer),
    card: cardOf(intent),
    created: showTime(intent.created),
  };
}
