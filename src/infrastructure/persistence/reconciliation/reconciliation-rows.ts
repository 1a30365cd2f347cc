import type {
  DeepPart,
  FindingOutcome,
  FindingView,
  FoundDifference,
  ReconciliationKind,
  ReconciliationState,
  ReconciliationView,
} from '../../../application/reconciliation/reconciliation.views.js';
import type { Actor } from '../../../domain/shared/actor.js';

export interface ReconciliationRow {
  readonly id: string;
  readonly kind: ReconciliationKind;
  readonly state: ReconciliationState;
  readonly since: Date;
  readonly until: Date;
  readonly dry_run: boolean;
  readonly asked_by: Actor;
  readonly asked_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly seen: number;
  readonly pages: number;
  readonly missed: number;
  readonly drifted: number;
  readonly healed: number;
  readonly unmatched: number;
  readonly position: { readonly part: DeepPart } | null;
  readonly error: string | null;
}

export const RECONCILIATION_COLUMNS = `id, kind, state, since, until, dry_run, asked_by, asked_at, started_at,
  finished_at, seen, pages, missed, drifted, healed, unmatched, position, error`;

export function reconciliationFrom(row: ReconciliationRow): ReconciliationView {
  const { id, kind, state, since, until, seen, pages, missed, drifted, healed, unmatched } = row;
  return {
    ...{ id, kind, state, since, until, seen, pages, missed, drifted, healed, unmatched },
    dryRun: row.dry_run,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    part: row.position?.part,
    error: row.error ?? undefined,
  };
}

export interface FindingRow {
  readonly id: string;
  readonly at: Date;
  readonly booking_id: string;
  readonly reference: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly payment_id: string;
  readonly payment_intent: string;
  readonly differences: readonly FoundDifference[];
  readonly events: readonly string[];
  readonly outcome: FindingOutcome;
  readonly note: string | null;
}

export function findingFrom(row: FindingRow): FindingView {
  return {
    id: row.id,
    at: row.at,
    booking: { id: row.booking_id, reference: row.reference, customer: row.customer_name },
    payment: row.payment_id,
    paymentIntent: row.payment_intent,
    currency: row.currency,
    differences: row.differences,
    events: row.events,
    outcome: row.outcome,
    note: row.note ?? undefined,
  };
}
