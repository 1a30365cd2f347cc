import type { MailRow } from '../../../application/mail/mail.views.js';
import { isMishap } from '../../../domain/mail/mail-states.js';
import type { Callout } from '../bookings/callout.js';

/** The last mail about a booking, when it didn’t reach the customer, or may not have. */
export function mailCallouts([last]: readonly MailRow[]): Callout[] {
  if (!last || !isMishap(last.state) || last.dismissedAt) return [];
  const isFailed = last.state === 'failed';
  return [
    {
      tone: isFailed ? 'bad' : 'warn',
      icon: isFailed ? 'cross' : 'half',
      title: isFailed
        ? `The last mail did not reach ${last.to.email}`
        : `The last mail may not have reached ${last.to.email}`,
      text: `“${last.subject}”. ${last.reason ?? ''}`.trim(),
      page: { href: `/mails/${last.id}`, label: 'See the mail, and send it again' },
    },
  ];
}
