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
  readonly date: (name: string) => string | undefined;
  /** A day of the calendar; what is none stays as it is. */
  readonly day: (name: string) => string;
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
    date: (path) => {
      const moment = new Date(text(path));
      return Number.isNaN(moment.getTime()) ? undefined : `${format.dateTime(moment)} (${format.zone})`;
    },
    day: (path) => (isCalendarDate(text(path)) ? format.day(text(path)) : text(path)),
    card,
    toCard: card && ` to ${card}`,
    onCard: card && ` on ${card}`,
    kind: text('kind') || 'payment',
    byStripe: actor.kind === 'stripe',
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
