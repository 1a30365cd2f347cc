import type { EntityManager } from 'typeorm';
import type { Dispute, DisputeMovement } from '../../../domain/payment/dispute.js';
import type { PaymentData } from '../../../domain/payment/payment.js';
import { Money } from '../../../domain/shared/money.js';

interface MovementRow {
  readonly id: string;
  readonly direction: DisputeMovement['direction'];
  readonly currency: string;
  readonly amount: number;
  readonly fee: number | null;
  readonly fee_returned: number | null;
  readonly at: string;
}

/** An unmatched payment that was set aside by an earlier release has fewer fields. */
export interface DisputeRow {
  readonly id: string;
  readonly amount: number;
  readonly status: Dispute['status'];
  readonly inquiry?: boolean | null;
  readonly under_review?: boolean | null;
  readonly reason: string | null;
  readonly evidence_due_by: string | null;
  readonly evidence_submitted?: boolean | null;
  readonly opened_at?: string | null;
  readonly movements?: readonly MovementRow[] | null;
}

/** SQL: the disputes of payment `p`, as a JSON array of DisputeRow. */
export const DISPUTES_AS_JSON = `
  (SELECT coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object('movements',
            (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.at, m.direction DESC, m.id), '[]')
               FROM dispute_movements m WHERE m.dispute_id = d.id)) ORDER BY d.id), '[]')
     FROM disputes d WHERE d.payment_id = p.id)`;

export function disputeFrom(row: DisputeRow, currency: string): Dispute {
  return {
    id: row.id,
    amount: Money.of(row.amount, currency),
    status: row.status,
    inquiry: row.inquiry ?? false,
    underReview: row.under_review ?? false,
    reason: row.reason ?? undefined,
    evidenceDueBy: dateFrom(row.evidence_due_by),
    evidenceSubmitted: row.evidence_submitted ?? false,
    openedAt: dateFrom(row.opened_at),
    movements: (row.movements ?? []).map((movement) => ({
      id: movement.id,
      direction: movement.direction,
      amount: Money.of(movement.amount, movement.currency),
      fee: movement.fee === null ? undefined : Money.of(movement.fee, movement.currency),
      feeReturned:
        movement.fee_returned === null ? undefined : Money.of(movement.fee_returned, movement.currency),
      at: new Date(movement.at),
    })),
  };
}

export async function saveDisputes(manager: EntityManager, payments: readonly PaymentData[]): Promise<void> {
  const disputes = payments.flatMap((payment) =>
    payment.disputes.map((dispute) => ({
      ...disputeRowFrom(dispute),
      payment_id: payment.id,
      currency: dispute.amount.currency,
    })),
  );
  if (disputes.length === 0) return;
  await manager.query(
    `INSERT INTO disputes (id, payment_id, currency, amount, status, inquiry, under_review, reason, evidence_due_by,
                           evidence_submitted, opened_at)
     SELECT * FROM jsonb_to_recordset($1) AS saved (id text, payment_id uuid, currency text, amount bigint,
       status text, inquiry boolean, under_review boolean, reason text, evidence_due_by timestamptz,
       evidence_submitted boolean, opened_at timestamptz)
     ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, status = excluded.status,
       inquiry = excluded.inquiry, under_review = excluded.under_review, reason = excluded.reason,
       evidence_due_by = excluded.evidence_due_by, evidence_submitted = excluded.evidence_submitted,
       opened_at = excluded.opened_at`,
    [JSON.stringify(disputes)],
  );
  await saveMovements(manager, payments);
}

async function saveMovements(manager: EntityManager, payments: readonly PaymentData[]): Promise<void> {
  const movements = payments
    .flatMap(({ disputes }) => disputes)
    .flatMap((dispute) =>
      disputeRowFrom(dispute).movements.map((row) => ({ ...row, dispute_id: dispute.id })),
    );
  if (movements.length === 0) return;
  await manager.query(
    `INSERT INTO dispute_movements (id, dispute_id, direction, currency, amount, fee, fee_returned, at)
     SELECT * FROM jsonb_to_recordset($1) AS saved (id text, dispute_id text, direction text, currency text,
       amount bigint, fee bigint, fee_returned bigint, at timestamptz)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(movements)],
  );
}

/** As `disputeFrom` reads it. */
export function disputeRowFrom(dispute: Dispute) {
  return {
    id: dispute.id,
    amount: dispute.amount.amount,
    status: dispute.status,
    inquiry: dispute.inquiry ?? false,
    under_review: dispute.underReview ?? false,
    reason: dispute.reason,
    evidence_due_by: dispute.evidenceDueBy,
    evidence_submitted: dispute.evidenceSubmitted ?? false,
    opened_at: dispute.openedAt,
    movements: (dispute.movements ?? []).map(({ id, direction, amount, fee, feeReturned, at }) => ({
      id,
      direction,
      currency: amount.currency,
      amount: amount.amount,
      fee: fee?.amount,
      fee_returned: feeReturned?.amount,
      at,
    })),
  };
}

function dateFrom(text: string | null | undefined): Date | undefined {
  return text === null || text === undefined ? undefined : new Date(text);
}
