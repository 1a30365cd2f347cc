import { Query } from '@nestjs/cqrs';

/** A Stripe event that couldn't be applied, with what staff need to decide what to do. */
export interface ParkedEventRow {
  /** Stripe's, `evt_…`. */
  readonly id: string;
  /** Stripe's, such as `payment_intent.succeeded`. */
  readonly type: string;
  readonly paymentIntent?: string;
  /** The booking whose payment it speaks of, where there is one. */
  readonly booking?: { readonly id: string; readonly reference: string };
  /** When Stripe says that it happened. */
  readonly createdAt: Date;
  readonly receivedAt: Date;
  readonly parkedAt: Date;
  readonly attempts: number;
  /** What went wrong the last time, for people. */
  readonly lastError: string;
}

export interface ParkedEventPage {
  readonly rows: readonly ParkedEventRow[];
  readonly nextCursor?: string;
}

/** The longest parked first. */
export class ListParkedEvents extends Query<ParkedEventPage> {
  constructor(
    /** `limit`: 1 to 200, default 50. `cursor`: a page's `nextCursor`; throws `invalid_cursor` for any other. */
    readonly criteria: { readonly limit?: number; readonly cursor?: string } = {},
  ) {
    super();
  }
}
