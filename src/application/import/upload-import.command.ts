import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { matchColumns, type ImportKind } from '../../domain/import/import-fields.js';
import { Import } from '../../domain/import/import.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { CsvFiles } from './csv-files.port.js';
import { columnsFrom, type WantedReading } from './import-columns.js';

export interface NewImport {
  readonly id: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly content: Uint8Array;
  readonly reading?: WantedReading;
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

/**
 * Takes in a file, and has its rows checked in the background; nothing of it is written yet. The id of the import: of
 * an earlier one when it is a repetition. Throws FileRefused and ColumnsRefused.
 */
export class UploadImport extends Command<string> {
  constructor(readonly wanted: NewImport) {
    super();
  }
}

@CommandHandler(UploadImport)
export class UploadImportHandler implements ICommandHandler<UploadImport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly files: CsvFiles,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: UploadImport): Promise<string> {
    const { id, kind, fileName, by, idempotency } = wanted;
    const { content, ...file } = await this.files.read(wanted.content);
    const { columns: choices, ...reading } = wanted.reading ?? {};
    const columns = choices ? columnsFrom(choices, file.headers) : matchColumns(kind, file.headers);
    return this.unitOfWork.run(async ({ imports, decisions, jobs, isRepeated }) => {
      if (isRepeated && (await imports.lockIfStored(id))) return id;
      const earlier = idempotency && (await decisions.claim(idempotency, id));
      if (earlier) return earlier;
      const imported = Import.upload(
        { id, kind, file: { ...file, name: fileName }, reading: { ...reading, columns } },
        { by, at: this.clock.now() },
      );
      await imports.add(imported, content);
      await jobs.add('check-import', {
        import: id,
        version: imported.version,
        after: imported.checkedTo,
      });
      return id;
    });
  }
}
