import type { EntityManager } from 'typeorm';
import { v7 as uuid, validate as isUuid } from 'uuid';
import type { StoredMailContent } from '../../../application/mail/mail-content.js';
import type {
  Letter,
  MailRepository,
  NewMail,
  WrittenMail,
} from '../../../application/mail/mail.repository.port.js';
import type { JobQueue } from '../../../application/shared/job-queue.port.js';
import { MailNotFound } from '../../../domain/mail/mail-errors.js';
import { Mail } from '../../../domain/mail/mail.js';
import type { MailState } from '../../../domain/mail/mail-states.js';

interface MailRow {
  readonly id: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly attempts_in_row: number;
  readonly times_sent: number;
  readonly attempt_id: string | null;
  readonly attempt_since: Date | null;
  readonly next_attempt_at: Date | null;
  readonly reason: string | null;
  readonly dismissed_at: Date | null;
}

export class PostgresMailRepository implements MailRepository {
  constructor(
    private readonly manager: EntityManager,
    private readonly jobs: JobQueue,
  ) {}

  async queue({ cause, to, template, data, booking, by }: NewMail): Promise<string> {
    const [added] = await this.manager.query<{ id: string }[]>(
      `WITH added AS (
         INSERT INTO mails (id, cause, booking_id, recipient_email, recipient_name, template, data, state,
                            queued_at, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', now(), now())
         ON CONFLICT (cause) DO NOTHING RETURNING id, queued_at
       ), noted AS (
         INSERT INTO mail_events (mail_id, type, at, actor) SELECT id, 'mail_queued', queued_at, $8 FROM added
       )
       SELECT id FROM added`,
      [uuid(), cause, booking, to.email, to.name, template, JSON.stringify(data), JSON.stringify(by)],
    );
    if (added) {
      await this.jobs.add('send-mail', { mail: added.id });
      return added.id;
    }
    const [earlier] = await this.manager.query<{ id: string }[]>(`SELECT id FROM mails WHERE cause = $1`, [
      cause,
    ]);
    if (!earlier) throw new Error(`The mail for ${cause} that was just found is gone.`);
    return earlier.id;
  }

  async lock(id: string): Promise<Mail> {
    const [row] = isUuid(id)
      ? await this.manager.query<MailRow[]>(
          `SELECT id, state, attempts, attempts_in_row, times_sent, attempt_id, attempt_since, next_attempt_at, reason,
                  dismissed_at
             FROM mails WHERE id = $1 FOR UPDATE`,
          [id],
        )
      : [];
    if (!row) throw new MailNotFound(id);
    return Mail.restore({
      id: row.id,
      state: row.state,
      attempts: row.attempts,
      attemptsInRow: row.attempts_in_row,
      timesSent: row.times_sent,
      ...(row.attempt_id && row.attempt_since
        ? { attempt: { id: row.attempt_id, since: row.attempt_since } }
        : {}),
      ...(row.next_attempt_at ? { nextAttemptAt: row.next_attempt_at } : {}),
      ...(row.reason === null ? {} : { reason: row.reason }),
      ...(row.dismissed_at ? { dismissedAt: row.dismissed_at } : {}),
    });
  }

  async letter(id: string): Promise<Letter> {
    const [row] = await this.manager.query<
      {
        recipient_email: string;
        recipient_name: string | null;
        content: StoredMailContent;
        written: WrittenMail | null;
      }[]
    >(
      `SELECT recipient_email, recipient_name,
              jsonb_build_object('template', template, 'data', data) AS content,
              CASE WHEN subject IS NOT NULL
                   THEN jsonb_build_object('subject', subject, 'text', text, 'html', html) END AS written
         FROM mails WHERE id = $1`,
      [id],
    );
    if (!row) throw new MailNotFound(id);
    return {
      to: {
        email: row.recipient_email,
        ...(row.recipient_name === null ? {} : { name: row.recipient_name }),
      },
      content: row.content,
      ...(row.written === null ? {} : { written: row.written }),
    };
  }

  async save(mail: Mail, written?: WrittenMail): Promise<void> {
    const { id, state, attempts, attemptsInRow, timesSent, attempt, nextAttemptAt, reason, dismissedAt } =
      mail.toData();
    await this.manager.query(
      `UPDATE mails SET state = $2, attempts = $3, attempts_in_row = $4, times_sent = $5, attempt_id = $6,
         attempt_since = $7, next_attempt_at = $8, reason = $9,
         subject = coalesce(subject, $10), text = coalesce(text, $11), html = coalesce(html, $12), dismissed_at = $13
       WHERE id = $1`,
      [
        id,
        state,
        attempts,
        attemptsInRow,
        timesSent,
        attempt?.id,
        attempt?.since,
        nextAttemptAt,
        reason,
        written?.subject,
        written?.text,
        written?.html,
        dismissedAt,
      ],
    );
    await this.manager.query(
      `INSERT INTO mail_events (mail_id, type, at, actor, note)
       SELECT $1, type, at, by, note
         FROM jsonb_to_recordset($2) AS event (type text, at timestamptz, by jsonb, note text)`,
      [id, JSON.stringify(mail.events)],
    );
    if (mail.isDueAgain) await this.jobs.add('send-mail', { mail: id }, { at: nextAttemptAt });
  }
}
