import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v4 as randomUuid } from 'uuid';
import { WriteExport } from '../../../application/export/write-export.command.js';
import type { JobData } from '../../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../../jobs/job-workers.js';

/** Writes the files of exports; when this instance stops, others begin them anew. */
@Injectable()
export class WriteExportJob implements JobHandler<'write-export'>, BeforeApplicationShutdown {
  readonly name = 'write-export';
  private readonly stopping = new AbortController();

  constructor(
    private readonly commands: CommandBus,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  handle({ export: id }: JobData['write-export']): Promise<void> {
    return this.commands.execute(new WriteExport(id, randomUuid(), this.stopping.signal));
  }
}
