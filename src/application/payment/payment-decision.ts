import type { Idempotency } from '../shared/decision-log.port.js';
import type { Transaction } from '../shared/unit-of-work.port.js';
import type { BookingStanding } from '../../domain/booking/booking-standing.js';
import type { Actor } from '../../domain/shared/actor.js';

/** Who decided, on what they saw, and how a repetition of the same decision is recognised. */
export interface DecisionContext {
  readonly by: Actor;
  /** The version of the booking that was decided on; when given and no longer current: BookingChanged. */
  readonly expectedVersion?: number;
  /** For programs: their own key for this decision. */
  readonly idempotency?: Idempotency;
}

/** What is decided as long as something else holds. */
export interface ConditionalDecision extends DecisionContext {
  /** Asked in the transaction that stores the decision, under the booking's lock: throws when it isn't wanted any more. */
  readonly requireWanted?: (transaction: Transaction, booking: BookingStanding) => Promise<void>;
}

/** A payment decided on and sent; how it stands is what GetPayment says. */
export interface DecidedPayment {
  readonly booking: string;
  readonly payment: string;
  /** The decision had been made before; nothing new was asked for. */
  readonly repeated: boolean;
  /** Stripe refused our key, so nothing that is asked of it now will be done. */
  readonly isLockedOut?: boolean;
}

/** A capture, release or refund decided on and sent. */
export interface DecidedOperation extends DecidedPayment {
  /** Its id, which the refund that comes of it carries. */
  readonly operation: string;
}
