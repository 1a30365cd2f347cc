import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListExports, type ExportPage } from '../../../application/export/list-exports.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { EXPORT_SELECT, exportViewFrom, type ListedExport } from './export-rows.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListExports)
export class ListExportsHandler implements IQueryHandler<ListExports> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListExports): Promise<ExportPage> {
    const { kind, state, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (kind !== undefined) where.push(`e.kind = ${parameter(kind)}`);
    if (state !== undefined) where.push(`e.state = ${parameter(state)}`);
    if (cursor !== undefined) {
      const [requestedAt, id] = cursorParts(cursor, [isInstant, isUuid]);
      where.push(`(e.requested_at, e.id) < (${parameter(requestedAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<ListedExport[]>(
      `${EXPORT_SELECT} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY e.requested_at DESC, e.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const rows = found.slice(0, limit).map(exportViewFrom);
    const last = rows.at(-1);
    return {
      rows,
      nextCursor: last && found.length > limit ? cursorOf(last.requestedAt, last.id) : undefined,
    };
  }
}
