import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import {
  LookForDueActions,
  LookForDueActionsHandler,
} from '../../application/rule/look-for-due-actions.command.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const POLL_MS = 1000;

/** Lets active rules look for what is due, one at a time. Each instance does: a rule is looked at by one of them. */
@Injectable()
export class RuleScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RuleScheduler.name);
  private readonly loop = new PollingLoop(
    () => this.look.execute(new LookForDueActions(uuid)),
    POLL_MS,
    (error) => this.logger.warn(`Rules look for what is due later: ${String(error)}`),
  );

  /** Not by the bus, which knows no commands yet when the first instance of this starts. */
  constructor(private readonly look: LookForDueActionsHandler) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }
}
