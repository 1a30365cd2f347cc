import type { Contact } from '../booking/booking-data.js';
import {
  AlreadyMerged,
  MergeNeedsReason,
  MergeWhileUnderWay,
  SameCustomer,
  type UnderWay,
} from './merge-errors.js';

/** Whose name, e-mail address or phone number is kept. */
export type Kept = 'survivor' | 'merged';

export interface MergeChoice {
  readonly name?: Kept;
  readonly email?: Kept;
  /** Unless said otherwise, the survivor's where they have one. */
  readonly phone?: Kept;
}

/** One of the two, as they stand when it is decided. */
export interface MergeSide {
  readonly id: string;
  readonly contact: Contact;
  readonly mergedInto?: string;
  readonly underWay: readonly UnderWay[];
}

/**
 * Decides that two customers are one person: what they are known by from then on. While money of either is under way
 * nothing is moved: what Stripe was asked for is asked again in the same words until its outcome is known. Throws
 * SameCustomer, AlreadyMerged, MergeWhileUnderWay, MergeNeedsReason.
 */
export function decideMerge(
  survivor: MergeSide,
  merged: MergeSide,
  keep: MergeChoice,
  reason: string,
): { readonly contact: Contact; readonly reason: string } {
  if (survivor.id === merged.id) throw new SameCustomer();
  for (const side of [survivor, merged])
    if (side.mergedInto !== undefined) throw new AlreadyMerged(side.id, side.mergedInto);
  const underWay = [...survivor.underWay, ...merged.underWay];
  if (underWay.length > 0) throw new MergeWhileUnderWay(underWay);
  if (reason.trim() === '') throw new MergeNeedsReason();
  const of = { survivor: survivor.contact, merged: merged.contact };
  const phone = keep.phone ?? (survivor.contact.phone === undefined ? 'merged' : 'survivor');
  return {
    contact: {
      name: of[keep.name ?? 'survivor'].name,
      email: of[keep.email ?? 'survivor'].email,
      phone: of[phone].phone,
    },
    reason: reason.trim(),
  };
}
