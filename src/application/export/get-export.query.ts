import { Query } from '@nestjs/cqrs';
import type { ExportView } from './export.views.js';

/** Throws ExportNotFound. */
export class GetExport extends Query<ExportView> {
  constructor(readonly id: string) {
    super();
  }
}
