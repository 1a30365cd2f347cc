import type { TimelineEntry } from '../../../../application/booking/booking.views.js';
import type { Format } from '../../views/format.js';
import { isCalendarDate } from '../../../../domain/shared/calendar-date.js';
import { cardName } from '../card-name.js';

/** Reads the stored JSON of an event. */
export interface EventFacts {
  readonly money: (name: string) => string;
  readonly isSome: (name: string) => boolean;
  readonly text: (name: string) => string;
  readonly has: (name: string) => boolean;
  /** Whether it is true. */
  readonly is: (name: string) => boolean;
  readonly date: (name: string) => string | undefined;
  /** A day of the calendar; what is none stays as it is. */
  readonly day: (name: string) => string;
  /** Of the booking's own facts: which one, before and since. */
  readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
  /** An instant as stored, as people read it. */
  readonly moment: (instant: string) => string;
  /** Of the file that it was imported from. */
  readonly row: string;
  readonly card: string;
  /** " to Visa •••• 4242", or nothing when the card isn't known. */
  readonly toCard: string;
  readonly onCard: string;
  readonly kind: string;
  readonly byStripe: boolean;
}

export function factsOf({ data, by: actor }: TimelineEntry, format: Format): EventFacts {
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), data);
  const text = (path: string) => {
    const value = at(path);
    return typeof value === 'string' ? value : '';
  };
  const card = cardName(at('card'));
  return {
    money: (path) => {
      const value = at(path);
      const known = isRecord(value) && typeof value.amount === 'number' && typeof value.currency === 'string';
      return known ? format.money(Number(value.amount), String(value.currency)) : 'an amount';
    },
    isSome: (path) => Number(at(`${path}.amount`)) > 0,
    text,
    has: (path) => at(path) !== undefined,
    is: (path) => at(path) === true,
    date: (path) => momentIn(text(path), format),
    day: (path) => (isCalendarDate(text(path)) ? format.day(text(path)) : text(path)),
    changes: changesIn(at('changes')),
    moment: (instant) => momentIn(instant, format) ?? instant,
    row: wholeNumberIn(at('imported.row')),
    card,
    toCard: card && ` to ${card}`,
    onCard: card && ` on ${card}`,
    kind: text('kind') || 'payment',
    byStripe: actor.kind === 'stripe',
  };
}

function momentIn(text: string, format: Format): string | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : `${format.dateTime(moment)} (${format.zone})`;
}

function changesIn(value: unknown): EventFacts['changes'] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(({ field, from, to }) => ({
    field: String(field),
    from: String(from),
    to: String(to),
  }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function wholeNumberIn(value: unknown): string {
  return typeof value === 'number' ? String(value) : '';
}
