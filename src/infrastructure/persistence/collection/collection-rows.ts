import type { EntityManager } from 'typeorm';
import type { CollectionData } from '../../../domain/payment/collection.js';
import type { PaymentData } from '../../../domain/payment/payment.js';
import type { Actor } from '../../../domain/shared/actor.js';

export interface ReversalRow {
  readonly id: string;
  readonly reason: string;
  readonly reversed_at: string;
  readonly reversed_by: Actor;
}

/** What of a payment's row is there for collections only. */
export interface CollectionRow {
  readonly collection_method: string | null;
  readonly collection_method_label: string | null;
  readonly received_on: string | null;
  readonly reversal: ReversalRow | null;
}

/** SQL: members of PaymentRow that other tables hold, of `p`. */
export const COLLECTION_AS_JSON = `
             'collection_method_label', CASE WHEN p.kind = 'collection' THEN
                (SELECT m.label FROM collection_methods m WHERE m.code = p.collection_method) END,
             'reversal', CASE WHEN p.kind = 'collection' THEN
                (SELECT to_jsonb(v) FROM collection_reversals v WHERE v.payment_id = p.id) END`;

export function collectionFrom(row: CollectionRow): CollectionData | undefined {
  const { collection_method: method, received_on: receivedOn, reversal } = row;
  if (method === null || receivedOn === null) return undefined;
  return {
    method,
    receivedOn,
    reversal: reversal
      ? {
          id: reversal.id,
          reason: reversal.reason,
          at: new Date(reversal.reversed_at),
          by: reversal.reversed_by,
        }
      : undefined,
  };
}

export async function saveReversals(manager: EntityManager, payments: readonly PaymentData[]): Promise<void> {
  const reversals = payments.flatMap(({ id: payment_id, collection }) => {
    const { reversal } = collection ?? {};
    if (!reversal) return [];
    const { id, reason, at: reversed_at, by: reversed_by } = reversal;
    return [{ id, payment_id, reason, reversed_at, reversed_by }];
  });
  if (reversals.length === 0) return;
  await manager.query(
    `INSERT INTO collection_reversals (id, payment_id, reason, reversed_at, reversed_by)
     SELECT * FROM jsonb_to_recordset($1) AS saved
       (id uuid, payment_id uuid, reason text, reversed_at timestamptz, reversed_by jsonb)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(reversals)],
  );
}
