import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IMPORT_ROWS_KEPT_DAYS } from '../../domain/import/import.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes the rows of one import whose time is up; tells whether there was one. */
export class ForgetImportRows extends Command<boolean> {}

@CommandHandler(ForgetImportRows)
export class ForgetImportRowsHandler implements ICommandHandler<ForgetImportRows> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<boolean> {
    return this.unitOfWork.run(async ({ imports }) => {
      const at = this.clock.now();
      const kept = new Date(at.getTime() - IMPORT_ROWS_KEPT_DAYS * DAY_MS);
      const imported = await imports.lockUntouchedSince(kept);
      if (!imported) return false;
      imported.forgetRows({ by: SYSTEM, at });
      await imports.removeRows(imported.id);
      await imports.save(imported);
      return true;
    });
  }
}
