import type { ExportKind, ExportPeriod } from '../../domain/export/export-order.js';
import type { ExportState } from '../../domain/export/export-states.js';
import type { ExportTotal } from '../../domain/export/export.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { BookingFilter } from '../booking/list-bookings.query.js';

export interface ExportView {
  readonly id: string;
  readonly kind: ExportKind;
  readonly filter: BookingFilter;
  /** Of the customer that the filter names. */
  readonly customerName?: string;
  readonly period: ExportPeriod;
  readonly timeZone: string;
  readonly state: ExportState;
  /** Written so far. */
  readonly rows: number;
  /** Of the file, so far. */
  readonly bytes: number;
  readonly totals: readonly ExportTotal[];
  /** The one moment as of which all of the file is true. */
  readonly asOf?: Date;
  readonly reason?: string;
  readonly requestedAt: Date;
  readonly requestedBy: Actor;
  readonly finishedAt?: Date;
  readonly canceledBy?: Actor;
  readonly expiresAt?: Date;
}
