import type { Contact } from '../booking/booking-data.js';

/** One thing about a customer that was put right, as text; empty where there was nothing. */
export interface CorrectedDetail {
  readonly field: keyof Contact;
  readonly from: string;
  readonly to: string;
}

/** Another customer turned out to be the same person. */
export interface CustomerMerged {
  readonly merge: string;
  /** The customer whose record leads here from now on. */
  readonly merged: string;
  readonly reason: string;
  /** Both as they were. */
  readonly before: { readonly survivor: Contact; readonly merged: Contact };
  readonly moved: MovedByMerge;
}

/** How much moved from the one to the other. */
export interface MovedByMerge {
  readonly bookings: number;
  readonly cards: number;
  readonly stripeCustomers: readonly string[];
}

/** What happened to a customer besides their cards, in the past tense. */
export type CustomerHappening =
  | { readonly type: 'details_corrected'; readonly changes: readonly CorrectedDetail[] }
  | ({ readonly type: 'customer_merged' } & CustomerMerged)
  | { readonly type: 'note_added'; readonly note: string }
  | { readonly type: 'note_removed'; readonly note: string };
