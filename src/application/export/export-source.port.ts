import type { ExportOrder } from '../../domain/export/export-order.js';
import type { CsvValue } from '../shared/csv.port.js';

/** Fields in the order of the kind's columns. */
export type ExportRecord = readonly CsvValue[];

/** Where the rows come from. */
export abstract class ExportSource {
  /**
   * All rows of an order in batches, the oldest first, from one snapshot: they agree with each other, whatever is decided
   * meanwhile. Each batch is gone through once, and before the next is asked for. `now`: what is said of time is meant as
   * of then.
   */
  abstract read(order: ExportOrder, now: Date): AsyncIterable<Iterable<ExportRecord>>;
}
