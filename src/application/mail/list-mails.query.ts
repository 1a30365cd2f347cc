import { Query } from '@nestjs/cqrs';
import type { MailState } from '../../domain/mail/mail-states.js';
import type { MailRow } from './mail.views.js';

export interface MailCriteria {
  readonly state?: MailState;
  /** A booking’s id. */
  readonly booking?: string;
  /** Only those that didn't reach the customer, or may not have, and were not dismissed. */
  readonly needsAttention?: boolean;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page’s `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface MailPage {
  readonly rows: readonly MailRow[];
  readonly nextCursor?: string;
}

/** Newest first. */
export class ListMails extends Query<MailPage> {
  constructor(readonly criteria: MailCriteria) {
    super();
  }
}
