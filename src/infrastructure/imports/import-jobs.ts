import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { CheckImport } from '../../application/import/check-import.command.js';
import { WriteImport } from '../../application/import/write-import.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../jobs/job-workers.js';

/** Looks at uploaded rows, some at a time. */
@Injectable()
export class CheckImportJob implements JobHandler<'check-import'> {
  readonly name = 'check-import';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ import: id, version, after }: JobData['check-import']): Promise<void> {
    return this.commands.execute(new CheckImport(id, version, after));
  }
}

/** Writes the rows of imports that were started, some at a time. */
@Injectable()
export class WriteImportJob implements JobHandler<'write-import'> {
  readonly name = 'write-import';

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ import: id, after }: JobData['write-import']): Promise<void> {
    return this.commands.execute(new WriteImport(id, after, uuid));
  }
}
