import type { MailTemplate } from '../../../application/mail/mail-content.js';
import type { MailEvent } from '../../../domain/mail/mail.js';
import type { MailState } from '../../../domain/mail/mail-states.js';
import type { Badge } from '../bookings/badges.js';

export const MAIL_BADGES: Readonly<Record<MailState, Badge>> = {
  queued: { tone: 'info', icon: 'clock', label: 'Waiting' },
  sending: { tone: 'info', icon: 'clock', label: 'Being sent' },
  sent: { tone: 'good', icon: 'check', label: 'Sent' },
  failed: { tone: 'bad', icon: 'cross', label: 'Not sent' },
  unknown: { tone: 'warn', icon: 'half', label: 'May have been sent' },
  kept: { tone: 'mute', icon: 'ring', label: 'Kept, not sent' },
};

/** What the page says of a mail that isn't sent. */
export const MAIL_HINTS: Readonly<Partial<Record<MailState, string>>> = {
  failed: 'It certainly did not reach the customer. Mend what is wrong, then send it again.',
  unknown:
    'The connection broke while it was handed over. It isn’t sent again by itself: ask the customer, or send it again; they may get it twice.',
  kept: 'It was written while no mail server was set up, and stays here until you send it.',
};

export const MAIL_TEMPLATES: Readonly<Record<MailTemplate, string>> = {
  payment_link: 'Payment link',
  authenticate_payment: 'Confirm a payment',
  add_card: 'Add a card',
  receipt: 'Receipt',
  refund_receipt: 'Receipt for a refund',
};

export const MAIL_EVENTS: Readonly<
  Record<MailEvent['type'], { readonly tone: Badge['tone']; readonly what: string }>
> = {
  mail_queued: { tone: 'info', what: 'To be sent' },
  mail_kept: { tone: 'mute', what: 'Kept, not sent' },
  mail_sent: { tone: 'good', what: 'Accepted by the mail server' },
  mail_not_sent: { tone: 'warn', what: 'Not sent yet, to be tried again' },
  mail_failed: { tone: 'bad', what: 'Not sent' },
  mail_in_doubt: { tone: 'warn', what: 'May have been sent' },
  mail_dismissed: { tone: 'mute', what: 'Dismissed' },
};

/** What the button says: the first time for a mail that never went out is no repetition. */
export function sendLabel(state: MailState): string {
  if (state === 'kept') return 'Send it now';
  return state === 'queued' ? 'Try again now' : 'Send again';
}
