import type { BookingRow } from '../../../application/booking/booking.views.js';
import type { BookingFlag } from '../../../domain/booking/booking-flags.js';
import { PAYMENT_STATUS_LABELS, type PaymentStatus } from '../../../domain/booking/payment-status.js';
import type { PaymentState } from '../../../domain/payment/payment-transitions.js';
import type { Format } from '../views/format.js';

/** Colour, icon and words together: none of them says it alone. */
export interface Badge {
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | 'mute';
  readonly icon: string;
  readonly label: string;
}

const STATUS: Readonly<Record<PaymentStatus, Omit<Badge, 'label'>>> = {
  not_charged: { tone: 'mute', icon: 'ring' },
  processing: { tone: 'info', icon: 'clock' },
  authorized: { tone: 'info', icon: 'lock' },
  partially_charged: { tone: 'warn', icon: 'half' },
  charged_in_full: { tone: 'good', icon: 'check' },
  partially_refunded: { tone: 'mute', icon: 'undo' },
  refunded: { tone: 'mute', icon: 'undo' },
};

const FLAGS: Readonly<Record<BookingFlag, Badge>> = {
  in_doubt: { tone: 'warn', icon: 'clock', label: 'checking with Stripe' },
  action_required: { tone: 'warn', icon: 'person', label: 'customer must authenticate' },
  overdue: { tone: 'warn', icon: 'calendar', label: 'overdue' },
  disputed: { tone: 'bad', icon: 'bang', label: 'disputed' },
  overpaid: { tone: 'warn', icon: 'plus', label: 'overpaid' },
  hold_expiring: { tone: 'warn', icon: 'clock', label: 'hold expires soon' },
  refund_failed: { tone: 'bad', icon: 'undo', label: 'refund failed' },
  last_charge_declined: { tone: 'bad', icon: 'cross', label: 'declined' },
};

export const PAYMENT_STATE: Readonly<Record<PaymentState, Badge>> = {
  requested: { tone: 'info', icon: 'clock', label: 'Sent to Stripe' },
  processing: { tone: 'info', icon: 'clock', label: 'Processing' },
  in_doubt: { tone: 'warn', icon: 'clock', label: 'Checking with Stripe…' },
  requires_action: { tone: 'warn', icon: 'person', label: 'Must authenticate' },
  authorized: { tone: 'info', icon: 'lock', label: 'Authorized' },
  succeeded: { tone: 'good', icon: 'check', label: 'Succeeded' },
  released: { tone: 'mute', icon: 'undo', label: 'Released' },
  expired: { tone: 'mute', icon: 'calendar', label: 'Expired' },
  declined: { tone: 'bad', icon: 'cross', label: 'Declined' },
  failed: { tone: 'bad', icon: 'bang', label: 'Failed' },
  canceled: { tone: 'mute', icon: 'cross', label: 'Canceled' },
};

/** The customer has Stripe's page before them. */
export const ON_PAGE: Badge = { tone: 'info', icon: 'clock', label: 'Customer is paying' };

export function statusBadge(status: PaymentStatus): Badge {
  return { ...STATUS[status], label: PAYMENT_STATUS_LABELS[status] };
}

type Flagged = Pick<BookingRow, 'flags' | 'holdExpiresAt' | 'disputeDueBy'>;

export function flagBadges(
  { flags, holdExpiresAt, disputeDueBy }: Flagged,
  format: Format,
  now: Date,
): Badge[] {
  return flags.map((flag) => {
    if (flag === 'hold_expiring' && holdExpiresAt)
      return { ...FLAGS.hold_expiring, label: `expires in ${format.left(holdExpiresAt, now)}` };
    if (flag === 'disputed' && disputeDueBy)
      return { ...FLAGS.disputed, label: disputedUntil(disputeDueBy, format, now) };
    return FLAGS[flag];
  });
}

function disputedUntil(due: Date, format: Format, now: Date): string {
  const day = format.shortDay(due);
  return due <= now ? `disputed, answer was due ${day}` : `disputed, answer by ${day}`;
}
