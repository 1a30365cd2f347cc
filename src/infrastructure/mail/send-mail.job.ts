import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { SendMail } from '../../application/mail/send-mail.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../jobs/job-workers.js';

/** Sends queued mails. */
@Injectable()
export class SendMailJob implements JobHandler<'send-mail'> {
  readonly name = 'send-mail';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ mail }: JobData['send-mail']): Promise<void> {
    return this.commands.execute(new SendMail(mail, uuid()));
  }
}
