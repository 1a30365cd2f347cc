import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type {
  BatchRepository,
  ExaminedItem,
  ItemEnd,
  ItemToCharge,
  ItemToExamine,
} from '../../../application/batch/batch.repository.port.js';
import type { BatchSelection } from '../../../application/batch/batch-selection.js';
import { BatchNotFound } from '../../../domain/batch/batch-errors.js';
import type { ChargeBatch } from '../../../domain/batch/charge-batch.js';
import type { PaymentState } from '../../../domain/payment/payment-transitions.js';
import { Money } from '../../../domain/shared/money.js';
import { BATCH_COLUMNS, batchFrom, totalsAsJson, type StoredBatch } from './batch-rows.js';
import { chooseBookings } from './choose-bookings.js';
import { itemsToExamine } from './items-to-examine.js';

interface BegunRow {
  readonly position: number;
  readonly booking_id: string;
  readonly payment_id: string;
  readonly currency: string;
  readonly amount: string;
  readonly card: string;
  readonly tries: number;
  readonly payment_state: PaymentState | null;
}

export class PostgresBatchRepository implements BatchRepository {
  constructor(private readonly manager: EntityManager) {}

  choose(batch: string, selection: BatchSelection): Promise<number> {
    return chooseBookings(this.manager, batch, selection);
  }

  async add(batch: ChargeBatch, selection: BatchSelection): Promise<void> {
    const { id, state, version, size, examined, totals, open, stopped, lanes, made } = batch.toData();
    await this.manager.query(
      `INSERT INTO charge_batches (id, state, version, size, examined, totals, open, stopped, lanes, selection, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        state,
        version,
        size,
        examined,
        totalsAsJson(totals),
        open,
        stopped,
        lanes,
        // Which bookings were ticked is what the batch's own rows say.
        JSON.stringify('matching' in selection ? selection : {}),
        JSON.stringify(made.by),
        made.at,
      ],
    );
  }

  async lock(id: string): Promise<ChargeBatch> {
    const batch = await this.lockIfStored(id);
    if (!batch) throw new BatchNotFound(id);
    return batch;
  }

  lockIfStored(id: string): Promise<ChargeBatch | undefined> {
    return this.one(id, 'FOR UPDATE');
  }

  lockAgainstChange(id: string): Promise<ChargeBatch | undefined> {
    return this.one(id, 'FOR SHARE');
  }

  async save(batch: ChargeBatch): Promise<void> {
    const { id, state, version, examined, totals, open, stopped, lanes, started, stoppedBy, endedAt } =
      batch.toData();
    await this.manager.query(
      `UPDATE charge_batches
          SET state = $2, version = $3, examined = $4, totals = $5, open = $6, stopped = $7, lanes = $8,
              started_by = $9, started_at = $10, stopped_by = $11, stopped_at = $12, ended_at = $13
        WHERE id = $1`,
      [
        id,
        state,
        version,
        examined,
        totalsAsJson(totals),
        open,
        stopped,
        lanes,
        started && JSON.stringify(started.by),
        started?.at,
        stoppedBy && JSON.stringify(stoppedBy.by),
        stoppedBy?.at,
        endedAt,
      ],
    );
  }

  toExamine(batch: string, limit: number): Promise<ItemToExamine[]> {
    return itemsToExamine(this.manager, batch, limit);
  }

  async saveExamined(batch: string, items: readonly ExaminedItem[]): Promise<void> {
    await this.manager.query(
      `UPDATE charge_batch_items i
          SET step = v.step, booking_version = v.version, currency = v.currency, amount = v.amount, card = v.card,
              reason = v.reason, note = v.note
         FROM jsonb_to_recordset($2) AS v (position integer, step text, version integer, currency text, amount bigint,
                                           card jsonb, reason text, note text)
        WHERE i.batch_id = $1 AND i.position = v.position`,
      [
        batch,
        JSON.stringify(
          items.map(({ verdict, ...item }) => ({ ...item, ...verdict, amount: verdict.amount?.amount })),
        ),
      ],
    );
  }

  async beginNext(
    batch: string,
    { lane, now, mayBegin }: { lane: number; now: Date; mayBegin: boolean },
  ): Promise<ItemToCharge | undefined> {
    const [rows] = await this.manager.query<[BegunRow[], number]>(
      `WITH next AS (
         (SELECT 1 AS rank, position FROM charge_batch_items
           WHERE batch_id = $1 AND step = 'begun' AND lane = $3 ORDER BY position LIMIT 1)
         UNION ALL
         (SELECT 2, position FROM charge_batch_items
           WHERE batch_id = $1 AND step = 'waiting' AND $4 ORDER BY position LIMIT 1)
         ORDER BY rank LIMIT 1)
       UPDATE charge_batch_items i SET step = 'begun', lane = $3, begun_at = $2, tries = tries + 1
         FROM next WHERE i.batch_id = $1 AND i.position = next.position
       RETURNING i.position, i.booking_id, i.payment_id, i.currency, i.amount, i.card ->> 'id' AS card, i.tries,
                 (SELECT state FROM payments p WHERE p.id = i.payment_id) AS payment_state`,
      [batch, now, lane, mayBegin],
    );
    const row = rows[0];
    return (
      row && {
        position: row.position,
        booking: row.booking_id,
        payment: row.payment_id,
        amount: Money.of(Number(row.amount), row.currency),
        card: row.card,
        tries: row.tries,
        paymentState: row.payment_state ?? undefined,
      }
    );
  }

  async end(batch: string, position: number, end: ItemEnd, at: Date): Promise<boolean> {
    const [, updated] = await this.manager.query<[unknown[], number]>(
      `UPDATE charge_batch_items SET step = $3, reason = $4, note = $5, ended_at = $6
        WHERE batch_id = $1 AND position = $2 AND step = 'begun'`,
      [
        batch,
        position,
        end.step,
        end.step === 'left_out' ? end.reason : null,
        end.step === 'left_out' ? end.note : null,
        at,
      ],
    );
    return updated === 1;
  }

  async paymentState(payment: string): Promise<PaymentState | undefined> {
    const [row] = await this.manager.query<{ state: PaymentState }[]>(
      `SELECT state FROM payments WHERE id = $1`,
      [payment],
    );
    return row?.state;
  }

  async lastPaymentStates(batch: string, limit: number): Promise<PaymentState[]> {
    const rows = await this.manager.query<{ state: PaymentState }[]>(
      `SELECT p.state FROM charge_batch_items i JOIN payments p ON p.id = i.payment_id
        WHERE i.batch_id = $1 AND i.step = 'asked' ORDER BY i.ended_at DESC, i.position DESC LIMIT $2`,
      [batch, limit],
    );
    return rows.map(({ state }) => state);
  }

  async stopWaiting(batch: string, at: Date): Promise<number> {
    const [, stopped] = await this.manager.query<[unknown[], number]>(
      `UPDATE charge_batch_items SET step = 'stopped', ended_at = $2 WHERE batch_id = $1 AND step = 'waiting'`,
      [batch, at],
    );
    return stopped;
  }

  private async one(id: string, locking: 'FOR SHARE' | 'FOR UPDATE'): Promise<ChargeBatch | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.manager.query<StoredBatch[]>(
      `SELECT ${BATCH_COLUMNS} FROM charge_batches WHERE id = $1 ${locking}`,
      [id],
    );
    return row && batchFrom(row);
  }
}
