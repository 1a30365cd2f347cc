import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { columnsFrom, type WantedReading } from './import-columns.js';

/**
 * Says how a file is to be understood, all of it: what isn't given isn't said any more, but for the columns, which stay.
 * Its rows are checked anew. Throws ImportNotInState, ImportChanged and ColumnsRefused.
 */
export class ChangeImportReading extends Command<void> {
  constructor(
    readonly id: string,
    readonly reading: WantedReading,
    readonly by: Actor,
    readonly expectedVersion?: number,
  ) {
    super();
  }
}

@CommandHandler(ChangeImportReading)
export class ChangeImportReadingHandler implements ICommandHandler<ChangeImportReading> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ id, reading, by, expectedVersion }: ChangeImportReading): Promise<void> {
    const { columns: choices, ...rest } = reading;
    await this.unitOfWork.run(async ({ imports, jobs, isRepeated }) => {
      const imported = await imports.lock(id);
      const columns = choices ? columnsFrom(choices, imported.file.headers) : imported.reading.columns;
      const wanted = { ...rest, columns };
      if (isRepeated && JSON.stringify(imported.reading) === JSON.stringify(wanted)) return;
      imported.expectVersion(expectedVersion);
      imported.read(wanted, { by, at: this.clock.now() });
      await imports.save(imported);
      await jobs.add('check-import', {
        import: id,
        version: imported.version,
        after: imported.checkedTo,
      });
    });
  }
}
