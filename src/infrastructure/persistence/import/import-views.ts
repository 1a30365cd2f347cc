import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { GetImport } from '../../../application/import/get-import.query.js';
import type {
  ImportRowView,
  ImportView,
  ImportWithHistory,
} from '../../../application/import/import.views.js';
import { ListImportRows, type ImportRowPage } from '../../../application/import/list-import-rows.query.js';
import { ListImports, type ImportPage } from '../../../application/import/list-imports.query.js';
import { ImportNotFound } from '../../../domain/import/import-errors.js';
import { IMPORT_ROWS_KEPT_DAYS, type ImportEvent } from '../../../domain/import/import.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { cursorOf, cursorParts, isInstant, isUuid as isUuidPart } from '../cursor.js';
import { bookingRowFrom, importFrom, type StoredImport, type StoredRow } from './import-rows.js';

const DEFAULT_LIMIT = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

/** SQL: the job of the step that the import `i` is to take next, which its last one added with its own outcome. */
const NEXT_STEP = `SELECT state, start_after, retry_count FROM pgboss.job
  WHERE name IN ('check-import', 'write-import') AND state < 'completed' AND data ->> 'import' = i.id::text
    AND CASE i.state
          WHEN 'checking' THEN name = 'check-import' AND data ->> 'version' = i.version::text AND data ->> 'after' = i.checked_to::text
          WHEN 'running' THEN name = 'write-import' AND data ->> 'after' = i.written_to::text
        END
  LIMIT 1`;

/** Null where there is none. */
interface NextStep {
  readonly step: 'created' | 'retry' | 'active' | null;
  readonly step_at: Date | null;
  readonly step_again: boolean | null;
}

@QueryHandler(ListImports)
export class ListImportsHandler implements IQueryHandler<ListImports> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListImports): Promise<ImportPage> {
    const { state, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (state !== undefined) where.push(`state = ${parameter(state)}`);
    if (cursor !== undefined) {
      const [uploadedAt, id] = cursorParts(cursor, [isInstant, isUuidPart]);
      where.push(`(uploaded_at, id) < (${parameter(uploadedAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<StoredImport[]>(
      `SELECT * FROM imports ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY uploaded_at DESC, id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(viewFrom),
      nextCursor: last && found.length > limit ? cursorOf(last.uploaded_at, last.id) : undefined,
    };
  }
}

@QueryHandler(GetImport)
export class GetImportHandler implements IQueryHandler<GetImport> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetImport): Promise<ImportWithHistory> {
    if (!isUuid(id)) throw new ImportNotFound(id);
    const [[row], events, [earlier]] = await Promise.all([
      this.dataSource.query<(StoredImport & NextStep)[]>(
        `SELECT i.*, step.state AS step, step.start_after AS step_at, step.retry_count > 0 AS step_again
           FROM imports i LEFT JOIN LATERAL (${NEXT_STEP}) AS step ON true WHERE i.id = $1`,
        [id],
      ),
      this.dataSource.query<
        { id: string; type: ImportEvent['type']; at: Date; actor: Actor; data: ImportEvent['data'] }[]
      >(`SELECT id, type, at, actor, data FROM import_events WHERE import_id = $1 ORDER BY id DESC`, [id]),
      this.dataSource.query<StoredImport[]>(
        `SELECT before.* FROM imports i
           JOIN imports before ON before.file_sha256 = i.file_sha256 AND before.kind = i.kind
            AND (before.uploaded_at, before.id) < (i.uploaded_at, i.id)
          WHERE i.id = $1 ORDER BY before.written > 0 DESC, before.uploaded_at DESC, before.id DESC LIMIT 1`,
        [id],
      ),
    ]);
    if (!row) throw new ImportNotFound(id);
    return {
      ...viewFrom(row),
      ...(earlier ? { earlier: viewFrom(earlier) } : {}),
      ...(row.rows_removed_at || !events[0] ? {} : { rowsKeptUntil: endOfKeeping(events[0].at) }),
      ...stumbledFrom(row),
      events: events.map(({ actor, at, ...event }) => ({ ...event, cause: { by: actor, at } })),
    };
  }
}

interface ListedRow {
  readonly number: number;
  readonly cells: readonly string[];
  readonly verdict: ImportRowView['verdict'] | null;
  readonly row: StoredRow | null;
  readonly errors: ImportRowView['errors'];
  readonly differences: ImportRowView['differences'];
  readonly subject: string | null;
  readonly written: boolean | null;
}

@QueryHandler(ListImportRows)
export class ListImportRowsHandler implements IQueryHandler<ListImportRows> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id, criteria }: ListImportRows): Promise<ImportRowPage> {
    const { verdict, cursor, limit = DEFAULT_LIMIT } = criteria;
    const after = cursor === undefined ? 0 : Number(cursorParts(cursor, [isRowNumber])[0]);
    if (!isUuid(id)) return { rows: [] };
    const found = await this.dataSource.query<ListedRow[]>(
      `SELECT number, cells, verdict, row, errors, differences, subject, written
         FROM import_rows WHERE import_id = $1 AND number > $2 ${verdict === undefined ? '' : 'AND verdict = $4'}
        ORDER BY number LIMIT $3`,
      [id, after, limit + 1, ...(verdict === undefined ? [] : [verdict])],
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(rowFrom),
      nextCursor: last && found.length > limit ? cursorOf(String(last.number)) : undefined,
    };
  }
}

function endOfKeeping(lastHappened: Date): Date {
  return new Date(lastHappened.getTime() + IMPORT_ROWS_KEPT_DAYS * DAY_MS);
}

function stumbledFrom({
  state,
  step,
  step_at: at,
  step_again: isAgain,
}: StoredImport & NextStep): Pick<ImportWithHistory, 'stumbled'> {
  if (state !== 'checking' && state !== 'running') return {};
  if (step === null) return { stumbled: {} };
  return at && (step === 'retry' || isAgain) ? { stumbled: { nextTryAt: at } } : {};
}

function viewFrom(row: StoredImport): ImportView {
  const { checkedTo: _, writtenTo: __, ...view } = importFrom(row);
  return view;
}

function rowFrom({ verdict, row, subject, written, ...rest }: ListedRow): ImportRowView {
  return {
    ...rest,
    ...(verdict ? { verdict } : {}),
    ...(row ? { row: row.reference === undefined ? row : bookingRowFrom(row) } : {}),
    ...(subject === null ? {} : { subject }),
    ...(written === null ? {} : { written }),
  };
}

function isRowNumber(part: string): boolean {
  return /^\d{1,9}$/.test(part);
}
