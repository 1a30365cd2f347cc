import type { BookingView } from '../../../application/booking/booking.views.js';
import { canBecome, type BookingLife } from '../../../domain/booking/booking-life.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';

/** What is only noted. */
export type PlainLife = 'completed' | 'scheduled';

const BADGES: Readonly<Record<BookingLife, Badge>> = {
  scheduled: { tone: 'info', icon: 'calendar', label: 'Scheduled' },
  completed: { tone: 'good', icon: 'check', label: 'Completed' },
  cancelled: { tone: 'mute', icon: 'cross', label: 'Cancelled' },
  no_show: { tone: 'warn', icon: 'person', label: 'No-show' },
};

export function lifeBadge(life: BookingLife): Badge {
  return BADGES[life];
}

const ACTIONS: Readonly<Record<BookingLife, { readonly label: string; readonly path: string }>> = {
  completed: { label: 'Mark as completed', path: 'completion' },
  no_show: { label: 'The customer didn’t come', path: 'no-show' },
  cancelled: { label: 'Cancel the booking', path: 'cancellation' },
  scheduled: { label: 'Put back to scheduled', path: 'reinstatement' },
};

/** What the booking can become from here, by the domain's table. */
export function lifeActions({ id, life }: BookingView) {
  return (['completed', 'no_show', 'cancelled', 'scheduled'] as const)
    .filter((to) => canBecome(life, to))
    .map((to) => ({
      id: `action-${ACTIONS[to].path}`,
      label: ACTIONS[to].label,
      href: `/bookings/${id}/${ACTIONS[to].path}/new`,
    }));
}

/** The dialog that notes what became of a booking. */
export function lifeForm(life: PlainLife, booking: BookingView, format: Format) {
  const money = (amount: number) => format.money(amount, booking.currency);
  const action = `/bookings/${booking.id}/${ACTIONS[life].path}`;
  const common = { booking, action, back: `/bookings/${booking.id}` };
  if (life === 'completed') {
    return {
      ...common,
      title: 'Mark as completed',
      submit: 'Yes, it took place',
      outcome: `No money moves by this. ${money(booking.outstanding)} stays outstanding.`,
    };
  }
  const agreed = booking.lines
    .filter(({ origin }) => origin !== 'cancellation' && origin !== 'no_show')
    .reduce((sum, { kind, amount }) => sum + (kind === 'discount' ? -amount : amount), 0);
  return {
    ...common,
    title: 'Put back to scheduled',
    submit: 'Yes, it takes place',
    outcome:
      agreed === booking.total
        ? 'No money moves by this.'
        : `The price is ${money(agreed)} again, instead of the fee of ${money(booking.total)}. What was given back stays given back, so it is outstanding. No money moves by this.`,
  };
}
