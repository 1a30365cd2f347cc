import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ExportHasNoFile } from '../../domain/export/export-errors.js';
import { BYTE_ORDER_MARK } from '../shared/csv.port.js';
import { LocalTimes } from '../shared/local-times.js';
import { ExportFiles } from './export-files.port.js';
import type { ExportView } from './export.views.js';
import { GetExport } from './get-export.query.js';

export interface ExportDownload {
  /** Says what is in the file: "bookings-2026-11-01-to-2026-11-30-as-of-2026-12-01-0915.csv" */
  readonly name: string;
  readonly bytes: number;
  /** UTF-8, one piece at a time in memory. Throws ExportLost when the file is removed meanwhile. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Hands out the files of exports. */
@Injectable()
export class ExportDownloads {
  constructor(
    private readonly queries: QueryBus,
    private readonly files: ExportFiles,
  ) {}

  /** `forSpreadsheets`: begins with the mark by which they know UTF-8. Throws ExportNotFound and ExportHasNoFile. */
  async open(id: string, forSpreadsheets: boolean): Promise<ExportDownload> {
    const view = await this.queries.execute(new GetExport(id));
    if (view.state !== 'ready') throw new ExportHasNoFile(id, view.state);
    const mark = Buffer.from(forSpreadsheets ? BYTE_ORDER_MARK : '', 'utf8');
    return {
      name: fileName(view),
      bytes: view.bytes + mark.length,
      pieces: this.after(mark, id),
    };
  }

  private async *after(mark: Uint8Array, id: string): AsyncIterable<Uint8Array> {
    if (mark.length > 0) yield mark;
    yield* this.files.read(id);
  }
}

function fileName({ kind, period: { from, to }, asOf, requestedAt, timeZone }: ExportView): string {
  const days = [from && (to ? from : `from-${from}`), to && (from ? `to-${to}` : `until-${to}`)];
  const moment = new LocalTimes(timeZone).time(asOf ?? requestedAt);
  const taken = `as-of-${moment.slice(0, 10)}-${moment.slice(11, 16).replace(':', '')}`;
  return `${[kind, ...days, taken].filter((part) => part !== undefined).join('-')}.csv`;
}
