import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { ExportView } from '../../../application/export/export.views.js';
import { GetExport } from '../../../application/export/get-export.query.js';
import { ExportNotFound } from '../../../domain/export/export-errors.js';
import { EXPORT_SELECT, exportViewFrom, type ListedExport } from './export-rows.js';

@QueryHandler(GetExport)
export class GetExportHandler implements IQueryHandler<GetExport> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetExport): Promise<ExportView> {
    if (!isUuid(id)) throw new ExportNotFound(id);
    const [row] = await this.dataSource.query<ListedExport[]>(`${EXPORT_SELECT} WHERE e.id = $1`, [id]);
    if (!row) throw new ExportNotFound(id);
    return exportViewFrom(row);
  }
}
