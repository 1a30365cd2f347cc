import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  EXPORT_LEASE_MS,
  type Export,
  type ExportData,
  type WrittenExport,
} from '../../domain/export/export.js';
import { Clock } from '../shared/clock.port.js';
import { CsvWriter } from '../shared/csv.port.js';
import { StorageUnavailable } from '../shared/storage-unavailable.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { EXPORT_COLUMNS } from './export-columns.js';
import { ExportFiles, ExportLost } from './export-files.port.js';
import { ExportSource } from './export-source.port.js';
import { ExportTotals } from './export-totals.js';

const SIGN_OF_LIFE_MS = EXPORT_LEASE_MS / 3;

/** Writes an export's file, if nobody does. Repeating it begins it anew where whoever wrote it is gone. */
export class WriteExport extends Command<void> {
  constructor(
    readonly id: string,
    /** A fresh id of this attempt. */
    readonly attempt: string,
    /** This instance stops: another one is to begin it anew. */
    readonly stop?: AbortSignal,
  ) {
    super();
  }
}

/**
 * The file comes from one snapshot, so an interrupted one is never gone on with: it is begun anew, and what was written
 * before goes. A second job looks again while it is written, should this instance be gone by then.
 */
@CommandHandler(WriteExport)
export class WriteExportHandler implements ICommandHandler<WriteExport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly source: ExportSource,
    private readonly files: ExportFiles,
    private readonly csv: CsvWriter,
    private readonly clock: Clock,
  ) {}

  async execute({ id, attempt, stop }: WriteExport): Promise<void> {
    const begun = await this.unitOfWork.run((transaction) => this.begin(transaction, id, attempt));
    if (!begun) return;
    try {
      const written = await this.write(begun, attempt, stop);
      if (written) await this.change(id, (each) => each.finish(attempt, written, this.clock.now()));
      else await this.leaveToOthers(id, attempt);
    } catch (error) {
      if (error instanceof ExportLost) return;
      await this.change(id, (each) => each.stumble(attempt, reasonFor(error), this.clock.now()));
      throw interrupted(id, error);
    }
  }

  private async begin(
    { exports, jobs }: Transaction,
    id: string,
    attempt: string,
  ): Promise<ExportData | undefined> {
    const wanted = await exports.lock(id);
    // Begun by an earlier run of this work, whose COMMIT was never answered.
    if (wanted.isWrittenBy(attempt)) return wanted.toData();
    if (!wanted.isUnderWay) return undefined;
    const now = this.clock.now();
    const begins = wanted.begin(attempt, now);
    await jobs.add('write-export', { export: id }, { at: new Date(now.getTime() + EXPORT_LEASE_MS + 1000) });
    if (!begins) return undefined;
    await exports.save(wanted);
    return wanted.toData();
  }

  /** Undefined when it had to stop. */
  private async write(
    order: ExportData,
    attempt: string,
    stop: AbortSignal | undefined,
  ): Promise<WrittenExport | undefined> {
    const asOf = this.clock.now();
    const columns = EXPORT_COLUMNS[order.kind].map(({ name }) => name);
    const totals = new ExportTotals(order.kind);
    const alive = this.stayingAlive(order.id, attempt);
    try {
      let position = 0;
      const append = (text: string, rows: number) =>
        this.files.append(order.id, attempt, { position: position++, text, rows }, this.clock.now());
      await append(this.csv.write([columns]), 0);
      for await (const records of this.source.read(order, asOf)) {
        if (stop?.aborted) return undefined;
        const before = totals.rows;
        const text = this.csv.write(totals.adding(records));
        await append(text, totals.rows - before);
      }
      return { asOf, totals: totals.all };
    } finally {
      clearInterval(alive);
    }
  }

  /** A snapshot of many rows may take its time before it gives the first. */
  private stayingAlive(id: string, attempt: string): NodeJS.Timeout {
    return setInterval(() => {
      // Whoever lost it hears of that with the next piece.
      this.files.stayAlive(id, attempt, this.clock.now()).catch(() => undefined);
    }, SIGN_OF_LIFE_MS);
  }

  private leaveToOthers(id: string, attempt: string): Promise<void> {
    return this.unitOfWork.run(async ({ exports, jobs }) => {
      const left = await exports.lock(id);
      if (!left.isWrittenBy(attempt)) return;
      left.giveBack(attempt);
      await exports.save(left);
      await jobs.add('write-export', { export: id });
    });
  }

  private change(id: string, how: (changed: Export) => void): Promise<void> {
    return this.unitOfWork.run(async ({ exports }) => {
      const changed = await exports.lock(id);
      how(changed);
      await exports.save(changed);
    });
  }
}

/** For staff, who can do nothing about the cause; that is for the log. */
function reasonFor(error: unknown): string {
  return error instanceof StorageUnavailable
    ? 'The database couldn’t be reached while it was written.'
    : 'Something went wrong in Purser while it was written. What it was, the log says.';
}

function interrupted(id: string, cause: unknown): Error {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Export ${id} was interrupted: ${words}`, { cause });
}
