import type { Mail } from '../../domain/mail/mail.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { MailContent, StoredMailContent } from './mail-content.js';

export interface Recipient {
  readonly name?: string;
  readonly email: string;
}

export type NewMail = MailContent & {
  /**
   * What the mail is sent for, once: `payment-link:<id>`. The same cause never makes a second mail, however often the
   * work is run again.
   */
  readonly cause: string;
  readonly to: Recipient;
  /** The booking whose page leads to the mail. */
  readonly booking?: string;
  /** Who decided that it be sent. */
  readonly by: Actor;
};

/** What is put into the envelope of a stored mail. */
export interface Letter {
  readonly to: Recipient;
  readonly content: StoredMailContent;
  /** As it was first handed to a mail server: what people were sent stays what it was. */
  readonly written?: WrittenMail;
}

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mails are stored with the decision that causes them, and sent by a job after it was stored. */
export interface MailRepository {
  /** Stores the mail and the job that sends it, in this transaction. Returns its id; for a cause that had one, that mail’s. */
  queue(mail: NewMail): Promise<string>;
  /** Locks the mail’s row until the transaction ends. Throws MailNotFound. */
  lock(id: string): Promise<Mail>;
  /** Throws MailNotFound. */
  letter(id: string): Promise<Letter>;
  /** Stores the mail, its events and what was written; one that waits again gets a job for it. */
  save(mail: Mail, written?: WrittenMail): Promise<void>;
}
