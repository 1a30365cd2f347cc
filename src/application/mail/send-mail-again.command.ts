import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DomainError } from '../../domain/shared/domain-error.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { MailTransport } from './mail-transport.port.js';

/** There is no mail server to send it with. */
export class MailNotSetUp extends DomainError {
  override readonly name = 'MailNotSetUp';
  constructor() {
    super(
      'conflict',
      'mail_not_set_up',
      'No mail server is set up, so nothing can be sent. Set SMTP_URL, and start Purser again.',
    );
  }
}

/**
 * A new decision to send a mail: one that was kept, refused, may have been sent, or was sent and didn’t reach anybody.
 * The same decision again sends nothing more. Throws MailNotFound, MailNotSetUp, MailBeingSent.
 */
export class SendMailAgain extends Command<void> {
  constructor(
    readonly mail: string,
    readonly by: Actor,
    readonly idempotency: Idempotency,
  ) {
    super();
  }
}

@CommandHandler(SendMailAgain)
export class SendMailAgainHandler implements ICommandHandler<SendMailAgain> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  execute({ mail: id, by, idempotency }: SendMailAgain): Promise<void> {
    return this.unitOfWork.run(async ({ mails, decisions }) => {
      const mail = await mails.lock(id);
      if ((await decisions.claim(idempotency, id)) !== undefined) return;
      if (!this.transport.isSetUp) throw new MailNotSetUp();
      mail.sendAgain({ by, at: this.clock.now() });
      await mails.save(mail);
    });
  }
}
