import type { Card, RefusedCard } from '../../domain/customer/card.js';
import type { CardSummary } from '../../domain/payment/payment-report.js';

/** A person bookings are for, known by e-mail address, with their counterpart in Stripe. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  /** `cus_…`, once made: the one that new cards and pages are for. */
  readonly stripeCustomer?: string;
  /** All of them: several after a merge. */
  readonly stripeCustomers: readonly string[];
  /** The card that is charged unless another is chosen: the primary one, or the one that was given last and refused. */
  readonly card?: CustomerCard;
  /** Those that Stripe keeps, the primary one first. */
  readonly cards: readonly Card[];
}

export interface CustomerCard extends CardSummary, Partial<Pick<RefusedCard, 'refused'>> {}

/** Which of their customers in Stripe a payment with this card is asked for: the card's own. */
export function stripeCustomerFor(
  { cards, stripeCustomer }: Customer,
  paymentMethod: string | undefined,
): string | undefined {
  return cards.find(({ id }) => id === paymentMethod)?.stripeCustomer ?? stripeCustomer;
}
