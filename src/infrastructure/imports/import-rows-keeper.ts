import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ForgetImportRowsHandler } from '../../application/import/forget-import-rows.command.js';
import { PollingLoop } from '../scheduling/polling-loop.js';

const EVERY_MS = 60 * 60 * 1000;

/** Removes the rows of imports when their time is up. Several instances may do it at once. */
@Injectable()
export class ImportRowsKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ImportRowsKeeper.name);
  private readonly loop = new PollingLoop(
    async () => ((await this.forgetImportRows.execute()) ? 'more' : 'idle'),
    EVERY_MS,
    (error) => this.logger.error(error),
  );

  constructor(private readonly forgetImportRows: ForgetImportRowsHandler) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }
}
