import { DomainError } from '../shared/domain-error.js';
import type { MailState } from './mail-states.js';

export class MailNotFound extends DomainError {
  override readonly name = 'MailNotFound';
  constructor(id: string) {
    super('not_found', 'mail_not_found', `There is no mail ${id}.`, { mail: id });
  }
}

/** Only what didn't reach the customer, or may not have, is there to be dismissed. */
export class NothingToDismiss extends DomainError {
  override readonly name = 'NothingToDismiss';
  constructor(id: string, state: MailState) {
    super(
      'conflict',
      'mail_state',
      `Only a mail that failed, or may not have been sent, can be dismissed; this one is ${state}.`,
      { mail: id, state },
    );
  }
}

/** What comes of the attempt under way has to be known first. */
export class MailBeingSent extends DomainError {
  override readonly name = 'MailBeingSent';
  constructor(id: string) {
    super(
      'conflict',
      'mail_being_sent',
      'This mail is being handed to the mail server now. Look again in a moment.',
      { mail: id, state: 'sending' },
    );
  }
}
