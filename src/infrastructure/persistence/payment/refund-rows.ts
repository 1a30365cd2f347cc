import type { EntityManager } from 'typeorm';
import type { PaymentData } from '../../../domain/payment/payment.js';

export async function saveRefunds(manager: EntityManager, payments: readonly PaymentData[]): Promise<void> {
  const refunds = payments.flatMap((payment) =>
    payment.refunds.map((refund) => ({
      id: refund.id,
      payment_id: payment.id,
      currency: refund.amount.currency,
      amount: refund.amount.amount,
      status: refund.status,
      reason: refund.reason,
      operation_id: refund.operation,
      still_owed: refund.stillOwed,
      created_at: refund.createdAt,
      note: refund.note,
      of_overpaid: refund.ofOverpaid?.amount,
      owed_decided: refund.isOwedDecided ?? false,
    })),
  );
  if (refunds.length === 0) return;
  await manager.query(
    `INSERT INTO refunds (id, payment_id, currency, amount, status, reason, operation_id, still_owed, created_at,
       note, of_overpaid, owed_decided)
     SELECT * FROM jsonb_to_recordset($1) AS saved (id text, payment_id uuid, currency text, amount bigint,
       status text, reason text, operation_id uuid, still_owed boolean, created_at timestamptz,
       note text, of_overpaid bigint, owed_decided boolean)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, reason = excluded.reason,
       operation_id = excluded.operation_id, still_owed = excluded.still_owed, note = excluded.note,
       of_overpaid = excluded.of_overpaid, owed_decided = excluded.owed_decided`,
    [JSON.stringify(refunds)],
  );
}
