import type { ItemOutcome } from '../../domain/batch/batch-item.js';
import type { BatchState } from '../../domain/batch/batch-states.js';
import type { LeftOutReason } from '../../domain/batch/left-out.js';
import type { CardSummary, Decline } from '../../domain/payment/payment-report.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { MatchingBookings } from './batch-selection.js';

export interface DeedView {
  readonly by: Actor;
  readonly at: Date;
}

export interface BatchTotalView {
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  readonly bookings: number;
}

export interface BatchRow {
  readonly id: string;
  readonly state: BatchState;
  readonly version: number;
  /** How many bookings were chosen, and how many of them have been examined. */
  readonly size: number;
  readonly examined: number;
  /** What the review found chargeable. */
  readonly totals: readonly BatchTotalView[];
  /** Bookings that are yet to be charged, or are being charged. */
  readonly open: number;
  /** The filter, where all that it left were chosen. */
  readonly matching?: MatchingBookings;
  readonly made: DeedView;
  readonly started?: DeedView;
  readonly stopped?: DeedView;
  readonly endedAt?: Date;
}

/** How many bookings came to an outcome, in one currency: an amount is what was reviewed, `charged` what was taken. */
export interface OutcomeView {
  readonly outcome: ItemOutcome;
  readonly currency: string;
  readonly bookings: number;
  readonly amount: number;
  readonly charged: number;
}

export interface ReasonView {
  readonly outcome: ItemOutcome;
  readonly reason: LeftOutReason;
  readonly bookings: number;
}

/** A batch with what became of its bookings, counted now. */
export interface BatchView extends BatchRow {
  readonly outcomes: readonly OutcomeView[];
  /** Why bookings aren't charged, by the review and since; the most frequent first. */
  readonly reasons: readonly ReasonView[];
}

export interface BatchItemView {
  readonly position: number;
  readonly booking: {
    readonly id: string;
    readonly reference: string;
    readonly service: string;
    readonly customer: string;
    readonly email: string;
  };
  readonly currency: string;
  /** As reviewed, in minor units; none when there is nothing to charge. */
  readonly amount?: number;
  readonly card?: CardSummary;
  readonly outcome: ItemOutcome;
  readonly reason?: LeftOutReason;
  /** For people: why it wasn't charged. */
  readonly note?: string;
  /** Once it is decided on. */
  readonly payment?: {
    readonly id: string;
    readonly paymentIntent?: string;
    /** Minor units. */
    readonly captured: number;
    readonly decline?: Decline;
    readonly requestedAt: Date;
  };
}
