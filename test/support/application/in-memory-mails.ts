import type { StoredMailContent } from '../../../src/application/mail/mail-content.js';
import type {
  MailRepository,
  NewMail,
  WrittenMail,
} from '../../../src/application/mail/mail.repository.port.js';
import type { JobName } from '../../../src/application/shared/job-queue.port.js';
import { MailNotFound } from '../../../src/domain/mail/mail-errors.js';
import { Mail, type MailData } from '../../../src/domain/mail/mail.js';

export interface StoredMail {
  readonly new: NewMail;
  readonly data: MailData;
  readonly written?: WrittenMail;
}

export interface StoredJob {
  readonly name: JobName;
  readonly data: unknown;
  readonly at?: Date;
  readonly isUrgent?: boolean;
}

/** The mails of one transaction, over those that are stored. Rows are the mails' causes. */
export function mailsIn(rows: {
  /** Locks the row of this cause, and what it holds then. */
  lock(cause: string): Promise<StoredMail | undefined>;
  causeOf(id: string): string | undefined;
  write(cause: string, mail: StoredMail): void;
  addJob(job: StoredJob): void;
}): MailRepository {
  const found = async (id: string) => {
    const cause = rows.causeOf(id);
    const mail = cause === undefined ? undefined : await rows.lock(cause);
    if (!mail) throw new MailNotFound(id);
    return mail;
  };
  return {
    queue: async (mail) => {
      const earlier = await rows.lock(mail.cause);
      if (earlier) return earlier.data.id;
      const id = `mail-${mail.cause}`;
      const data = { id, state: 'queued', attempts: 0, attemptsInRow: 0, timesSent: 0 } as const;
      rows.write(mail.cause, { new: mail, data });
      rows.addJob({ name: 'send-mail', data: { mail: id } });
      return id;
    },
    lock: async (id) => Mail.restore((await found(id)).data),
    letter: async (id) => {
      const { new: mail, written } = await found(id);
      const content = { template: mail.template, data: mail.data } as unknown;
      const stored = JSON.parse(JSON.stringify(content)) as StoredMailContent;
      return { to: mail.to, content: stored, ...(written ? { written } : {}) };
    },
    save: async (mail, written) => {
      const stored = await found(mail.id);
      const both = stored.written ?? written;
      rows.write(stored.new.cause, {
        new: stored.new,
        data: mail.toData(),
        ...(both ? { written: both } : {}),
      });
      if (mail.isDueAgain)
        rows.addJob({ name: 'send-mail', data: { mail: mail.id }, at: mail.toData().nextAttemptAt });
    },
  };
}
