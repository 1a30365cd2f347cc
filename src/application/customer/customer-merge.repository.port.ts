import type { Contact } from '../../domain/booking/booking.js';
import type { CustomerMerged, MovedByMerge } from '../../domain/customer/customer-events.js';
import type { MergeSide } from '../../domain/customer/merge.js';
import type { Cause } from '../../domain/shared/actor.js';

/** Two customers who turned out to be one person, as it was decided. */
export interface CustomerMerge extends CustomerMerged {
  readonly survivor: string;
  /** What the survivor is known by from then on. */
  readonly contact: Contact;
  /** The version of the survivor from then on; the other's record has it too. */
  readonly version: number;
  readonly cause: Cause;
}

export interface SidesOfMerge {
  readonly survivor: MergeSide;
  readonly merged: MergeSide;
  /** What would move from the one to the other. */
  readonly moved: MovedByMerge;
}

/** Moves all that is one customer's to another. */
export interface CustomerMergeRepository {
  /**
   * Locks both with all their bookings until the transaction ends: first the bookings, as whoever decides about money
   * does, then the customers, each in the order of their ids. Throws CustomerNotFound.
   */
  lock(survivor: string, merged: string): Promise<SidesOfMerge>;
  /** The merge by which this customer's record came to lead to another. */
  findOf(merged: string): Promise<{ readonly merge: string; readonly survivor: string } | undefined>;
  /** All but the cards, which the survivor's wallet holds by then. Throws EmailTaken. */
  store(merge: CustomerMerge): Promise<void>;
}
