import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { BookingFilter } from '../../src/application/booking/list-bookings.query.js';
import { CancelExport, CancelExportHandler } from '../../src/application/export/cancel-export.command.js';
import { type ExportSource } from '../../src/application/export/export-source.port.js';
import type { ExportView } from '../../src/application/export/export.views.js';
import { GetExport } from '../../src/application/export/get-export.query.js';
import { RequestExport, RequestExportHandler } from '../../src/application/export/request-export.command.js';
import { WriteExport, WriteExportHandler } from '../../src/application/export/write-export.command.js';
import type { ExportKind, ExportPeriod } from '../../src/domain/export/export-order.js';
import { SafeCsvWriter } from '../../src/infrastructure/csv/safe-csv-writer.js';
import { GetExportHandler } from '../../src/infrastructure/persistence/export/get-export.handler.js';
import { PostgresExportFiles } from '../../src/infrastructure/persistence/export/postgres-export-files.js';
import { PostgresExportSource } from '../../src/infrastructure/persistence/export/postgres-export-source.js';
import { PostgresUnitOfWork } from '../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { type SettableClock } from './application/settable-clock.js';
import { recordsIn } from './csv-file.js';
import { ANA } from './domain/causes.js';

interface Wanted {
  readonly filter?: BookingFilter;
  readonly period?: ExportPeriod;
}

/** The use cases of exports over a database, without the workers: a test decides when which of them is run. */
export class ExportDesk {
  readonly files: PostgresExportFiles;
  readonly unitOfWork: PostgresUnitOfWork;
  private readonly requests: RequestExportHandler;
  private readonly cancellations: CancelExportHandler;
  private readonly queries: GetExportHandler;

  constructor(
    readonly dataSource: DataSource,
    timeZone: string,
    readonly clock: SettableClock,
  ) {
    this.unitOfWork = new PostgresUnitOfWork(dataSource);
    this.files = new PostgresExportFiles(dataSource);
    const business = { timeZone } as ConstructorParameters<typeof RequestExportHandler>[1];
    this.requests = new RequestExportHandler(this.unitOfWork, business, clock);
    this.cancellations = new CancelExportHandler(this.unitOfWork, clock);
    this.queries = new GetExportHandler(dataSource);
  }

  request(
    kind: ExportKind,
    { filter = {}, period = {} }: Wanted = {},
    key: string = uuid(),
  ): Promise<string> {
    const request = { id: uuid(), kind, filter, period, by: ANA };
    const idempotency = { scope: 'test', key, fingerprint: JSON.stringify([kind, filter, period]) };
    return this.requests.execute(new RequestExport(request, idempotency));
  }

  /** As a job does it, once. */
  write(
    id: string,
    {
      attempt = uuid(),
      stop,
      source = new PostgresExportSource(this.dataSource),
    }: {
      attempt?: string;
      stop?: AbortSignal;
      source?: ExportSource;
    } = {},
  ): Promise<void> {
    const handler = new WriteExportHandler(
      this.unitOfWork,
      source,
      this.files,
      new SafeCsvWriter(),
      this.clock,
    );
    return handler.execute(new WriteExport(id, attempt, stop));
  }

  cancel(id: string): Promise<void> {
    return this.cancellations.execute(new CancelExport(id, ANA));
  }

  view(id: string): Promise<ExportView> {
    return this.queries.execute(new GetExport(id));
  }

  async file(id: string): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.files.read(id)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }

  /** From asking for it to its records. */
  async exported(kind: ExportKind, wanted: Wanted = {}) {
    const id = await this.request(kind, wanted);
    await this.write(id);
    const file = await this.file(id);
    return { view: await this.view(id), file, records: recordsIn(file) };
  }
}
