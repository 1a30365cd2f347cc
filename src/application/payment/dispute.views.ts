import type { Dispute, DisputeMovement } from '../../domain/payment/dispute.js';

/** A dispute as pages and the API show it. Amounts in minor units. */
export interface DisputeView {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: Dispute['status'];
  /** The bank only asks so far; nothing was withdrawn. */
  readonly inquiry: boolean;
  readonly underReview: boolean;
  /** Stripe's word: https://docs.stripe.com/disputes/categories */
  readonly reason?: string;
  readonly evidenceDueBy?: Date;
  readonly evidenceSubmitted: boolean;
  readonly openedAt?: Date;
  /** What Stripe took from the balance and gave back, oldest first, in the balance's own currency. */
  readonly movements: readonly {
    readonly id: string;
    readonly direction: DisputeMovement['direction'];
    readonly currency: string;
    readonly amount: number;
    readonly fee: number;
    readonly feeReturned: number;
    readonly at: Date;
  }[];
}
