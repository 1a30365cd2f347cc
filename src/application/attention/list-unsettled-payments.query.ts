import { Query } from '@nestjs/cqrs';

/** A payment, or an operation on one, of which Stripe's word isn't known although it was asked a while ago. */
export interface UnsettledPaymentRow {
  readonly payment: string;
  /** Stripe's, where it is known: `pi_…`. */
  readonly paymentIntent?: string;
  readonly booking: {
    readonly id: string;
    readonly reference: string;
    readonly version: number;
    readonly customer: string;
  };
  /** What was asked of Stripe. */
  readonly asked: 'charge' | 'hold' | 'capture' | 'release' | 'refund';
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly askedAt: Date;
  readonly attempts: number;
  readonly nextTryAt: Date;
  /** What Stripe, or the way there, said last. */
  readonly note?: string;
  /** Why the last try to settle it came to nothing, where that is known. */
  readonly problem?: string;
}

export interface UnsettledPaymentPage {
  readonly rows: readonly UnsettledPaymentRow[];
  readonly nextCursor?: string;
}

/** The longest open first. Those that were asked for within the last half minute are only on their way. */
export class ListUnsettledPayments extends Query<UnsettledPaymentPage> {
  constructor(
    /** `limit`: 1 to 200, default 50. `cursor`: a page's `nextCursor`; throws `invalid_cursor` for any other. */
    readonly criteria: { readonly limit?: number; readonly cursor?: string } = {},
  ) {
    super();
  }
}
