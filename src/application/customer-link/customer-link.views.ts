import type { LinkPurpose, LinkStanding, LinkStop } from '../../domain/customer-link/customer-link.js';
import type { CardSummary, Decline } from '../../domain/payment/payment-report.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Actor } from '../../domain/shared/actor.js';

/** `paid`: all that it asked for. `settled`: there is nothing to do by it, or a rest too small to be paid by card. `paying`: the customer is on Stripe's page, as far as is known. */
export type LinkState = LinkStanding | 'paying' | 'paid' | 'settled';

/** A payment that was begun by a link, or that a link is to authenticate. Minor units. */
export interface LinkPayment {
  readonly id: string;
  readonly state: PaymentState;
  readonly amount: number;
  readonly captured: number;
  readonly requestedAt: Date;
  readonly card?: CardSummary;
  readonly decline?: Decline;
  readonly paymentIntent?: string;
}

export interface CustomerLinkView {
  readonly id: string;
  readonly token: string;
  readonly purpose: LinkPurpose;
  readonly state: LinkState;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly stopped?: LinkStop;
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  readonly booking?: {
    readonly id: string;
    readonly reference: string;
    readonly service: string;
    readonly startsAt: Date;
  };
  readonly currency?: string;
  /** What it asks for, in minor units, as is all that follows. */
  readonly amount?: number;
  readonly paid: number;
  /** What would be taken if the customer paid now; none unless it is a link to pay. */
  readonly payable?: number;
  /** Begun by this link, oldest first; for one to authenticate, that payment. */
  readonly payments: readonly LinkPayment[];
  /** The card that was added by it, while it is the customer’s. */
  readonly card?: CardSummary;
}
