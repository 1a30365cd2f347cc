import type { EntityManager } from 'typeorm';
import type { CustomerNoteRepository } from '../../../application/customer/customer-note.repository.port.js';
import type { CustomerNote } from '../../../domain/customer/note.js';
import type { Actor } from '../../../domain/shared/actor.js';

interface NoteRow {
  readonly id: string;
  readonly customer_id: string;
  readonly text: string;
  readonly added_at: Date;
  readonly added_by: Actor;
  readonly removed_at: Date | null;
  readonly removed_by: Actor | null;
}

export class PostgresCustomerNoteRepository implements CustomerNoteRepository {
  constructor(private readonly manager: EntityManager) {}

  async add({ id, customer, text, addedAt, addedBy }: CustomerNote): Promise<void> {
    await this.manager.query(
      `INSERT INTO customer_notes (id, customer_id, text, added_at, added_by) VALUES ($1, $2, $3, $4, $5)`,
      [id, customer, text, addedAt, JSON.stringify(addedBy)],
    );
  }

  async lock(id: string, customer: string): Promise<CustomerNote | undefined> {
    const [row] = await this.manager.query<NoteRow[]>(
      `SELECT * FROM customer_notes WHERE id = $1 AND customer_id = $2 FOR UPDATE`,
      [id, customer],
    );
    return row && noteFrom(row);
  }

  async save({ id, removed }: CustomerNote): Promise<void> {
    await this.manager.query(`UPDATE customer_notes SET removed_at = $2, removed_by = $3 WHERE id = $1`, [
      id,
      removed?.at ?? null,
      removed ? JSON.stringify(removed.by) : null,
    ]);
  }
}

function noteFrom(row: NoteRow): CustomerNote {
  return {
    id: row.id,
    customer: row.customer_id,
    text: row.text,
    addedAt: row.added_at,
    addedBy: row.added_by,
    removed: row.removed_at && row.removed_by ? { at: row.removed_at, by: row.removed_by } : undefined,
  };
}
