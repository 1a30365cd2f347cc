import type { CardSummary } from '../../domain/payment/payment-report.js';

/** A person bookings are for, known by e-mail address, with their counterpart in Stripe. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** `cus_…`, once made. */
  readonly stripeCustomer?: string;
  /** The card that is charged unless another is chosen. */
  readonly card?: CustomerCard;
}

export interface CustomerCard extends CardSummary {
  /** Stripe refused to keep it (attaching failed): charging it asks Stripe again, which says why it declines. */
  readonly refused?: string;
}
