import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { ConcludeLeftUndoneHandler } from '../../application/rule/conclude-left-undone.command.js';
import {
  LookForDueActions,
  LookForDueActionsHandler,
} from '../../application/rule/look-for-due-actions.command.js';
import { RecallForgottenActionsHandler } from '../../application/rule/recall-forgotten-actions.command.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const POLL_MS = 1000;
const RECALL_MS = 10 * 60 * 1000;

/** Lets active rules look for what is due, one at a time. Each instance does: a rule is looked at by one of them. */
@Injectable()
export class RuleScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RuleScheduler.name);
  private readonly loop = new PollingLoop(
    () => this.look.execute(new LookForDueActions(uuid)),
    POLL_MS,
    (error) => this.logger.warn(`Rules look for what is due later: ${String(error)}`),
  );

  private readonly recalls = new PollingLoop(
    () => this.recall.execute(),
    RECALL_MS,
    (error) => this.logger.warn(`Forgotten actions of rules are recalled later: ${String(error)}`),
  );

  private readonly conclusions = new PollingLoop(
    () => this.conclude.execute(),
    RECALL_MS,
    (error) => this.logger.warn(`What rules left undone is looked through later: ${String(error)}`),
  );

  /** Not by the bus, which knows no commands yet when the first instance of this starts. */
  constructor(
    private readonly look: LookForDueActionsHandler,
    private readonly recall: RecallForgottenActionsHandler,
    private readonly conclude: ConcludeLeftUndoneHandler,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
    this.recalls.start();
    this.conclusions.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.loop.stop(), this.recalls.stop(), this.conclusions.stop()]);
  }
}
