import type { Delivery } from '../../domain/mail/mail.js';
import type { StoredMailContent } from './mail-content.js';
import type { Recipient, WrittenMail } from './mail.repository.port.js';

export interface OutgoingMail extends WrittenMail {
  /** What makes its Message-ID: the same for every attempt, so that a copy can be told for one. */
  readonly id: string;
  readonly to: Recipient;
}

/** The business’s mail server. */
export abstract class MailTransport {
  /** Without one, mails are kept and shown. */
  abstract readonly isSetUp: boolean;
  /** How long one `send` may take at most. */
  abstract readonly longestSeconds: number;
  /** Hands one mail over, once. Never throws: what isn’t certain is `unknown`. */
  abstract send(mail: OutgoingMail): Promise<Delivery>;
}

/** Turns what is to be said into words, for the business’s customers. */
export abstract class MailWriter {
  abstract write(content: StoredMailContent): WrittenMail;
}

/** After how many seconds a mail that wasn’t taken is tried again, the first time. */
export abstract class MailPace {
  abstract readonly firstSeconds: number;
}
