import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { PerformRuleAction } from '../../application/rule/perform-rule-action.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../jobs/job-workers.js';

/** Does what rules found to do. */
@Injectable()
export class PerformRuleActionJob implements JobHandler<'perform-rule-action'> {
  readonly name = 'perform-rule-action';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ action }: JobData['perform-rule-action']): Promise<void> {
    return this.commands.execute(new PerformRuleAction(action));
  }
}
