import type { MailEvent } from '../../domain/mail/mail.js';
import type { MailState } from '../../domain/mail/mail-states.js';
import type { MailTemplate } from './mail-content.js';
import type { Recipient, WrittenMail } from './mail.repository.port.js';

export interface MailRow {
  readonly id: string;
  readonly state: MailState;
  readonly template: MailTemplate;
  readonly to: Recipient;
  readonly subject: string;
  readonly booking?: { readonly id: string; readonly reference: string };
  readonly queuedAt: Date;
  readonly attempts: number;
  readonly nextAttemptAt?: Date;
  /** Why it isn’t sent (yet), for people. */
  readonly reason?: string;
  readonly dismissedAt?: Date;
  /** The link that it brings leads nowhere any more. */
  readonly isLinkOver?: boolean;
}

export interface MailView extends MailRow, WrittenMail {
  readonly cause: string;
  /** Newest first. */
  readonly events: readonly (MailEvent & { readonly id: string })[];
}
