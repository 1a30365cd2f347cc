import { Query } from '@nestjs/cqrs';
import type { ExportKind } from '../../domain/export/export-order.js';
import type { ExportState } from '../../domain/export/export-states.js';
import type { ExportView } from './export.views.js';

export interface ExportCriteria {
  readonly kind?: ExportKind;
  readonly state?: ExportState;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface ExportPage {
  readonly rows: readonly ExportView[];
  readonly nextCursor?: string;
}

/** Newest first. */
export class ListExports extends Query<ExportPage> {
  constructor(readonly criteria: ExportCriteria) {
    super();
  }
}
