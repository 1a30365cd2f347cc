import { MailNotFound } from '../../../../domain/mail/mail-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const MailId = new KnownId((id) => new MailNotFound(id));
