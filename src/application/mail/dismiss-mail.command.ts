import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Says of a mail that didn't reach the customer, or may not have, that nobody needs to look at it any more. Repeating it
 * changes nothing. Throws MailNotFound, NothingToDismiss.
 */
export class DismissMail extends Command<void> {
  constructor(
    readonly mail: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(DismissMail)
export class DismissMailHandler implements ICommandHandler<DismissMail> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ mail: id, by }: DismissMail): Promise<void> {
    return this.unitOfWork.run(async ({ mails }) => {
      const mail = await mails.lock(id);
      mail.dismiss({ by, at: this.clock.now() });
      await mails.save(mail);
    });
  }
}
