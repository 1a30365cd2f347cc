import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/** Stops an export that isn't over. Throws ExportNotFound and ExportOver. */
export class CancelExport extends Command<void> {
  constructor(
    readonly id: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(CancelExport)
export class CancelExportHandler implements ICommandHandler<CancelExport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ id, by }: CancelExport): Promise<void> {
    return this.unitOfWork.run(async ({ exports }) => {
      const stopped = await exports.lock(id);
      stopped.cancel({ by, at: this.clock.now() });
      await exports.save(stopped);
    });
  }
}
