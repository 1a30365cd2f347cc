import { DomainError } from '../shared/domain-error.js';

export class MailNotFound extends DomainError {
  override readonly name = 'MailNotFound';
  constructor(id: string) {
    super('not_found', 'mail_not_found', `There is no mail ${id}.`, { mail: id });
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
