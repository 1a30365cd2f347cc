import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface ImportStart {
  readonly id: string;
  /** Fresh: names this decision. */
  readonly decision: string;
  /** How many rows with errors are left out on purpose: all of them, or it is refused. */
  readonly leaveOut: number;
  readonly by: Actor;
  readonly idempotency: Idempotency;
  readonly expectedVersion?: number;
}

/**
 * Has all rows written that are new here, in the background. Repeating it (same key) starts nothing more. Throws
 * ImportNotInState, ImportChanged, RowsWithErrors and NothingToImport.
 */
export class StartImport extends Command<void> {
  constructor(readonly wanted: ImportStart) {
    super();
  }
}

@CommandHandler(StartImport)
export class StartImportHandler implements ICommandHandler<StartImport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: StartImport): Promise<void> {
    const { id, decision, leaveOut, by, idempotency, expectedVersion } = wanted;
    await this.unitOfWork.run(async ({ imports, decisions, jobs }) => {
      const imported = await imports.lock(id);
      // Also a run whose COMMIT was never answered finds its key claimed.
      if (await decisions.claim(idempotency, decision)) return;
      imported.expectVersion(expectedVersion);
      imported.start(leaveOut, { by, at: this.clock.now() });
      await imports.save(imported);
      await jobs.add('write-import', { import: id, after: imported.writtenTo });
    });
  }
}
