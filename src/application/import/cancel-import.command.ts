import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * Stops an import: what was written stays, nothing more is. Stopping one that is stopped changes nothing. Throws
 * ImportNotInState once it is done.
 */
export class CancelImport extends Command<void> {
  constructor(
    readonly id: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(CancelImport)
export class CancelImportHandler implements ICommandHandler<CancelImport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ id, by }: CancelImport): Promise<void> {
    await this.unitOfWork.run(async ({ imports }) => {
      const imported = await imports.lock(id);
      if (imported.state === 'canceled') return;
      imported.cancel({ by, at: this.clock.now() });
      await imports.save(imported);
    });
  }
}
