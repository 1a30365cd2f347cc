import type { Idempotency } from '../shared/decision-log.port.js';
import type { Actor } from '../../domain/shared/actor.js';

/** Who decided, on what they saw, and how a repetition of the same decision is recognised. */
export interface DecisionContext {
  readonly by: Actor;
  /** The version of the booking that was decided on; when given and no longer current: BookingChanged. */
  readonly expectedVersion?: number;
  /** For programs: their own key for this decision. */
  readonly idempotency?: Idempotency;
}

/** A payment decided on and sent; how it stands is what GetPayment says. */
export interface DecidedPayment {
  readonly booking: string;
  readonly payment: string;
  /** The decision had been made before; nothing new was asked for. */
  readonly repeated: boolean;
}

/** A capture, release or refund decided on and sent. */
export interface DecidedOperation extends DecidedPayment {
  /** Its id, which the refund that comes of it carries. */
  readonly operation: string;
}
