import type { EntityManager } from 'typeorm';
import { CardSetupNotFound } from '../../../application/customer/card-setup-errors.js';
import type { CardSetup, CardSetupRepository } from '../../../application/customer/card-setup.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { validate as isUuid } from 'uuid';

interface SetupRow {
  readonly id: string;
  readonly customer_id: string;
  readonly booking_id: string | null;
  readonly started_by: Actor;
  readonly started_at: Date;
  readonly session: string | null;
  readonly link_id: string | null;
  readonly card: string | null;
}

export class PostgresCardSetupRepository implements CardSetupRepository {
  constructor(private readonly manager: EntityManager) {}

  async findOrAdd({ id, customer, booking, link, by, startedAt }: CardSetup): Promise<CardSetup> {
    await this.manager.query(
      `INSERT INTO card_setups (id, customer_id, booking_id, link_id, started_by, started_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO NOTHING`,
      [id, customer, booking ?? null, link ?? null, by, startedAt],
    );
    return this.get(id);
  }

  async get(id: string): Promise<CardSetup> {
    const [found] = await this.find([id]);
    if (!found) throw new CardSetupNotFound(id);
    return found;
  }

  /** Ids come back from Stripe's metadata, where anybody may have written anything. */
  async find(ids: readonly string[]): Promise<CardSetup[]> {
    const rows = await this.manager.query<SetupRow[]>(`SELECT * FROM card_setups WHERE id = ANY($1)`, [
      ids.filter((id) => isUuid(id)),
    ]);
    return rows.map(setupFrom);
  }

  async latestOf(link: string): Promise<CardSetup | undefined> {
    const [row] = await this.manager.query<SetupRow[]>(
      `SELECT * FROM card_setups WHERE link_id = $1 ORDER BY started_at DESC LIMIT 1`,
      [link],
    );
    return row && setupFrom(row);
  }

  async setCard(id: string, card: string): Promise<void> {
    await this.manager.query(`UPDATE card_setups SET card = $2 WHERE id = $1`, [id, card]);
  }

  async setSession(id: string, session: string): Promise<void> {
    await this.manager.query(`UPDATE card_setups SET session = $2 WHERE id = $1`, [id, session]);
  }
}

function setupFrom(row: SetupRow): CardSetup {
  return {
    id: row.id,
    customer: row.customer_id,
    booking: row.booking_id ?? undefined,
    by: row.started_by,
    startedAt: row.started_at,
    session: row.session ?? undefined,
    link: row.link_id ?? undefined,
    card: row.card ?? undefined,
  };
}
