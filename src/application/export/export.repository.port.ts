import type { Export } from '../../domain/export/export.js';

export interface ExportRepository {
  /** Stores it, once per id. */
  add(wanted: Export): Promise<void>;
  /** Locks its row until the transaction ends. Throws ExportNotFound. */
  lock(id: string): Promise<Export>;
  /** What was written of the file goes, unless it is ready or goes on being written by the same attempt. */
  save(changed: Export): Promise<void>;
}
