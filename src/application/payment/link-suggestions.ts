import type { BookingRow } from '../booking/booking.views.js';
import {
  SUGGESTION_REASONS,
  type LinkSuggestion,
  type SuggestionReason,
  type UnmatchedPaymentView,
} from './unmatched-payment.views.js';

const WEIGHT: Readonly<Record<SuggestionReason, number>> = { reference: 8, outstanding: 4, customer: 2 };
const OWES = 1;
/** References of more words than this are found only where they are all of the description. */
const LONGEST_REFERENCE_IN_WORDS = 3;
const MOST_MENTIONS = 100;

type Found = Omit<UnmatchedPaymentView, 'suggestions'>;

/** The bookings that the payment may have been for, best first; those it can't be for are left out. */
export function rankSuggestions(found: Found, candidates: readonly BookingRow[]): LinkSuggestion[] {
  return candidates
    .filter(({ currency }) => currency === found.currency)
    .map((booking) => ({ booking, reasons: reasonsFor(found, booking) }))
    .filter(({ reasons }) => reasons.includes('reference') || reasons.includes('customer'))
    .sort((a, b) => weightOf(b) - weightOf(a) || distance(found, a) - distance(found, b));
}

/**
 * Bookings that were searched for, best first: of the very reference or e-mail address, then those that owe exactly
 * this, then as found; those in another currency, which it can't be linked to, behind their equals.
 */
export function rankSearched(found: Found, q: string, bookings: readonly BookingRow[]): BookingRow[] {
  const worth = worthOf(found);
  const wanted = q.trim().toLowerCase();
  const weight = (booking: BookingRow) =>
    (booking.reference.toLowerCase() === wanted || booking.customer.email.toLowerCase() === wanted ? 8 : 0) +
    (booking.currency === found.currency && worth > 0 && booking.outstanding === worth ? 4 : 0) +
    (booking.customer.id === found.customer.id ? 2 : 0) +
    (booking.outstanding > 0 ? OWES : 0) -
    (booking.currency === found.currency ? 0 : 2);
  return bookings.toSorted((a, b) => weight(b) - weight(a));
}

/** What in a description may be a booking's reference, as it stands and in upper case. */
export function mentionsIn(description: string | undefined): string[] {
  if (description === undefined) return [];
  const words = description
    .split(/[\s,;()[\]"“”‘’']+/)
    .map((word) => word.replaceAll(/^[#:.]+|[:.!?]+$/g, ''))
    .filter((word) => word !== '');
  const mentions = new Set([description]);
  for (let length = 1; length <= LONGEST_REFERENCE_IN_WORDS; length += 1) {
    for (let from = 0; from + length <= words.length && mentions.size < MOST_MENTIONS; from += 1) {
      const mention = words.slice(from, from + length).join(' ');
      mentions.add(mention).add(mention.toUpperCase());
    }
  }
  return [...mentions];
}

/** What it brings a booking: what is kept of it, or what it may become. */
export function worthOf({ state, amount, captured, refunded }: Found): number {
  return state === 'succeeded' ? captured - refunded : amount;
}

function reasonsFor(found: Found, booking: BookingRow): SuggestionReason[] {
  const worth = worthOf(found);
  const holds: Record<SuggestionReason, boolean> = {
    reference: found.namedBooking === booking.id || mentionsIn(found.description).includes(booking.reference),
    outstanding: worth > 0 && booking.outstanding === worth,
    customer: found.customer.id === booking.customer.id,
  };
  return SUGGESTION_REASONS.filter((reason) => holds[reason]);
}

function weightOf({ booking, reasons }: LinkSuggestion): number {
  const weights = reasons.map((reason) => WEIGHT[reason]);
  return weights.reduce((sum, weight) => sum + weight, booking.outstanding > 0 ? OWES : 0);
}

function distance({ madeAt }: Found, { booking }: LinkSuggestion): number {
  return Math.abs(booking.startsAt.getTime() - madeAt.getTime());
}
