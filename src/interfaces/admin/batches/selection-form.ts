import { createHash } from 'node:crypto';
import { validate as isUuid } from 'uuid';
import type { BatchSelection, MatchingBookings } from '../../../application/batch/batch-selection.js';
import type { BookingCriteria } from '../../../application/booking/list-bookings.query.js';
import type { Idempotency } from '../../../application/shared/decision-log.port.js';
import { MOST_BOOKINGS } from '../../../domain/batch/charge-batch.js';
import { criteriaFrom } from '../bookings/bookings-view.js';
import { textOf, type FormFields } from '../forms/form-fields.js';

/** The part of the list's form that says which bookings; `matching`: how many the filter leaves. */
export function selectionView(criteria: BookingCriteria, decision: string, matching: number) {
  const { cursor: _cursor, limit: _limit, owing, life, ...rest } = criteria;
  const fields = { ...rest, booking_status: life, owing: owing && '1' };
  return {
    decision,
    matching,
    tooMany: matching > MOST_BOOKINGS,
    most: MOST_BOOKINGS,
    one: matching === 1,
    fields: Object.entries(fields).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
  };
}

/** What was ticked, or the filter whose bookings were all meant. */
export function selectionFrom(body: FormFields): BatchSelection {
  return textOf(body, 'which') === 'matching'
    ? { matching: matchingFrom(body) }
    : { bookings: tickedIn(body) };
}

export function matchingFrom(body: FormFields): MatchingBookings {
  const { cursor: _cursor, limit: _limit, ...matching } = criteriaFrom(body);
  return matching;
}

/** The same form with the same ticks is the same decision; with others, another one. */
export function idempotencyOf(decision: string, selection: BatchSelection): Idempotency {
  const fingerprint = createHash('sha256').update(JSON.stringify(selection)).digest('hex');
  return { scope: 'console', key: `batch ${decision} ${fingerprint}`, fingerprint };
}

/** One tick arrives as text, several as a list; those of other pages as words of one field, for forms have a bound. */
function tickedIn(body: FormFields): string[] {
  const { booking } = body;
  const here: unknown[] = Array.isArray(booking) ? booking : [booking];
  const ticked = [...here, ...textOf(body, 'elsewhere').split(' ')];
  return [...new Set(ticked.filter((each) => typeof each === 'string').filter(isUuid))];
}
