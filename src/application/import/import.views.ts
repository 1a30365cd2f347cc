import type { ImportKind } from '../../domain/import/import-fields.js';
import type { ImportState } from '../../domain/import/import-states.js';
import type { ImportEvent, ImportFile, VerdictCounts } from '../../domain/import/import.js';
import type {
  BookingRow,
  CustomerRow,
  ImportQuestion,
  ImportReading,
  RowError,
} from '../../domain/import/read-row.js';
import type { Difference, Verdict } from '../../domain/import/verdict.js';
import type { Actor } from '../../domain/shared/actor.js';

export interface ImportView {
  readonly id: string;
  readonly kind: ImportKind;
  readonly state: ImportState;
  readonly version: number;
  readonly file: ImportFile;
  readonly reading: ImportReading;
  /** How many rows were looked at so far. */
  readonly checked: number;
  /** Once all were. */
  readonly counts?: VerdictCounts;
  readonly questions: readonly ImportQuestion[];
  readonly written: number;
  readonly uploadedBy: Actor;
  readonly uploadedAt: Date;
  readonly startedBy?: Actor;
  readonly finishedAt?: Date;
  /** What the file said was removed then; what came of it stays. */
  readonly rowsRemovedAt?: Date;
}

export interface ImportWithHistory extends ImportView {
  /** The last import before it of the very same file, if any. */
  readonly earlier?: Pick<ImportView, 'id' | 'state' | 'uploadedBy' | 'uploadedAt'>;
  /** Until when the rows are kept, unless something happens to the import before. */
  readonly rowsKeptUntil?: Date;
  /** Of one that goes on by itself: its next step failed. Without a moment it isn’t tried again. */
  readonly stumbled?: { readonly nextTryAt?: Date };
  /** Newest first. */
  readonly events: readonly (ImportEvent & { readonly id: string })[];
}

export interface ImportRowView {
  readonly number: number;
  readonly cells: readonly string[];
  /** Undefined until it was looked at. */
  readonly verdict?: Verdict;
  /** As it was understood. */
  readonly row?: BookingRow | CustomerRow;
  readonly errors: readonly RowError[];
  readonly differences: readonly Difference[];
  /** The booking or customer that it is, once there is one. */
  readonly subject?: string;
  /** Whether the import wrote it; undefined before it came to it. */
  readonly written?: boolean;
}
