import { Command, CommandHandler, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import { MailBeingSent } from '../../domain/mail/mail-errors.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { ListMails } from './list-mails.query.js';
import { SendMailAgain, SendMailAgainHandler } from './send-mail-again.command.js';

/** So many at once; the rest waits for the next decision. */
const MOST = 200;

/**
 * Sends again what certainly didn't reach anybody, as after an outage of the mail server: not what may have been sent, was
 * dismissed, or brings a link that leads nowhere any more. How many these are. The same decision again sends none of them
 * twice. Throws MailNotSetUp.
 */
export class SendFailedMails extends Command<number> {
  constructor(
    readonly by: Actor,
    readonly idempotency: Idempotency,
  ) {
    super();
  }
}

@CommandHandler(SendFailedMails)
export class SendFailedMailsHandler implements ICommandHandler<SendFailedMails> {
  constructor(
    private readonly queries: QueryBus,
    private readonly sendAgain: SendMailAgainHandler,
  ) {}

  async execute({ by, idempotency }: SendFailedMails): Promise<number> {
    const failed = new ListMails({ state: 'failed', needsAttention: true, limit: MOST });
    const { rows } = await this.queries.execute(failed);
    let sent = 0;
    for (const { id, isLinkOver } of rows) {
      if (isLinkOver) continue;
      const each = { ...idempotency, key: `${idempotency.key} ${id}`, fingerprint: `send mail ${id}` };
      try {
        await this.sendAgain.execute(new SendMailAgain(id, by, each));
        sent += 1;
      } catch (error) {
        // Somebody else sends it.
        if (!(error instanceof MailBeingSent)) throw error;
      }
    }
    return sent;
  }
}
