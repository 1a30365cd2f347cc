import type { MailRow } from '../../../application/mail/mail.views.js';
import type { MailTemplate, StoredMailContent } from '../../../application/mail/mail-content.js';
import type { MailWriter } from '../../../application/mail/mail-transport.port.js';
import type { WrittenMail } from '../../../application/mail/mail.repository.port.js';
import type { MailState } from '../../../domain/mail/mail-states.js';

export interface ListedMail {
  readonly id: string;
  readonly cause: string;
  readonly state: MailState;
  readonly template: MailTemplate;
  readonly data: unknown;
  readonly recipient_email: string;
  readonly recipient_name: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly booking_id: string | null;
  readonly reference: string | null;
  readonly queued_at: Date;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly reason: string | null;
  readonly dismissed_at: Date | null;
  readonly link_over: boolean | null;
}

export const MAIL_SELECT = `
  SELECT m.id, m.cause, m.state, m.template, m.data, m.recipient_email, m.recipient_name, m.subject, m.text, m.html,
         m.booking_id, b.reference, m.queued_at, m.attempts, m.next_attempt_at, m.reason, m.dismissed_at,
         CASE WHEN m.cause LIKE 'customer-link:%' THEN
           (SELECT l.stopped_at IS NOT NULL OR l.expires_at <= now()
              FROM customer_links l WHERE l.id = split_part(m.cause, ':', 2)::uuid) END AS link_over
    FROM mails m LEFT JOIN bookings b ON b.id = m.booking_id`;

/** SQL, of `mails m`: the word of the index `mails_to_look_at`. */
export const NEEDS_ATTENTION = `m.state IN ('failed', 'unknown') AND m.dismissed_at IS NULL`;

export function mailRowFrom(row: ListedMail, { subject }: Pick<WrittenMail, 'subject'>): MailRow {
  return {
    id: row.id,
    state: row.state,
    template: row.template,
    to: { email: row.recipient_email, ...(row.recipient_name === null ? {} : { name: row.recipient_name }) },
    subject,
    ...(row.booking_id !== null && row.reference !== null
      ? { booking: { id: row.booking_id, reference: row.reference } }
      : {}),
    queuedAt: row.queued_at,
    attempts: row.attempts,
    ...(row.next_attempt_at ? { nextAttemptAt: row.next_attempt_at } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.link_over ? { isLinkOver: true } : {}),
    ...(row.dismissed_at ? { dismissedAt: row.dismissed_at } : {}),
  };
}

/** As it was handed over; before that, as it would be now. */
export function wordsOf(row: ListedMail, writer: MailWriter): WrittenMail {
  const { subject, text, html, template, data } = row;
  if (subject !== null && text !== null && html !== null) return { subject, text, html };
  return writer.write({ template, data } as StoredMailContent);
}
