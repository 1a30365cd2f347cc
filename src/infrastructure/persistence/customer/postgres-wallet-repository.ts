import type { EntityManager } from 'typeorm';
import type { WalletRepository } from '../../../application/customer/wallet.repository.port.js';
import type { RefusedCard } from '../../../domain/customer/card.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import type { WalletEvent } from '../../../domain/customer/wallet-events.js';
import { Wallet, type CardRequest, type WalletData } from '../../../domain/customer/wallet.js';
import { cardFrom, cardsAsJson, type CardRow } from './card-rows.js';

interface WalletRow {
  readonly id: string;
  readonly merged_into: string | null;
  readonly version: number;
  readonly card_looks: number;
  readonly primary_card: string | null;
  readonly refused_card: RefusedCard | null;
  readonly card_requests: readonly (Omit<CardRequest, 'at'> & { readonly at: string })[];
  readonly cards: readonly CardRow[];
}

/** Whose outcome isn't known yet: the same request may have to be sent again. */
const UNDER_WAY = ['requested', 'processing', 'in_doubt', 'requires_action'];

export class PostgresWalletRepository implements WalletRepository {
  constructor(private readonly manager: EntityManager) {}

  async lock(customer: string): Promise<Wallet> {
    const [locked] = await this.manager.query<Omit<WalletRow, 'cards'>[]>(
      `SELECT id, merged_into, version, card_looks, primary_card, refused_card, card_requests
         FROM customers WHERE id = $1 FOR NO KEY UPDATE`,
      [customer],
    );
    if (!locked) throw new CustomerNotFound(customer);
    if (locked.merged_into !== null) return this.lock(locked.merged_into);
    // Another statement: who waited for the lock sees what was stored meanwhile.
    const [kept] = await this.manager.query<Pick<WalletRow, 'cards'>[]>(
      `SELECT ${cardsAsJson('$1')} AS cards`,
      [locked.id],
    );
    return Wallet.restore(walletFrom(locked.id, { ...locked, cards: kept?.cards ?? [] }));
  }

  async save(wallet: Wallet): Promise<void> {
    const { customer, version, looks, primary, refused, requests, cards } = wallet.toData();
    await this.manager.query(
      `UPDATE customers SET version = $2, card_looks = $3, primary_card = $4, refused_card = $5, card_requests = $6,
              stripe_customer = coalesce($7, stripe_customer)
        WHERE id = $1`,
      [
        customer,
        version,
        looks,
        primary ?? null,
        refused ? JSON.stringify(refused) : null,
        JSON.stringify(requests),
        wallet.primary?.stripeCustomer ?? null,
      ],
    );
    await this.learnNumbers(customer, cards);
    if (wallet.events.length === 0) return;
    await this.manager.query(`DELETE FROM cards WHERE customer_id = $1 AND id <> ALL($2)`, [
      customer,
      cards.map(({ id }) => id),
    ]);
    await this.manager.query(
      `INSERT INTO cards (customer_id, id, brand, last4, exp_month, exp_year, added_at, stripe_customer, fingerprint)
       SELECT $1, id, brand, last4, "expMonth", "expYear", "addedAt", "stripeCustomer", fingerprint
         FROM jsonb_to_recordset($2) AS kept (id text, brand text, last4 text, "expMonth" integer, "expYear" integer,
              "addedAt" timestamptz, "stripeCustomer" text, fingerprint text)
       ON CONFLICT (customer_id, id) DO UPDATE SET brand = excluded.brand, last4 = excluded.last4,
         exp_month = excluded.exp_month, exp_year = excluded.exp_year, added_at = excluded.added_at,
         stripe_customer = excluded.stripe_customer,
         fingerprint = coalesce(excluded.fingerprint, cards.fingerprint)`,
      [customer, JSON.stringify(cards)],
    );
    await this.manager.query(
      `INSERT INTO customer_events (customer_id, version, type, at, actor, data)
       SELECT $1, $2, type, at, actor, data
         FROM jsonb_to_recordset($3) AS happened (type text, at timestamptz, actor jsonb, data jsonb)`,
      [customer, version, JSON.stringify(wallet.events.map(eventRow))],
    );
  }

  /** Of cards that were kept before their fingerprint was: it is no news of the customer’s, so no event tells of it. */
  private async learnNumbers(customer: string, cards: WalletData['cards']): Promise<void> {
    const numbered = cards.filter(({ fingerprint }) => fingerprint !== undefined);
    if (numbered.length === 0) return;
    await this.manager.query(
      `UPDATE cards SET fingerprint = learned.fingerprint
         FROM jsonb_to_recordset($2) AS learned (id text, fingerprint text)
        WHERE cards.customer_id = $1 AND cards.id = learned.id AND cards.fingerprint IS NULL`,
      [customer, JSON.stringify(numbered)],
    );
  }

  async countUnderWay(customer: string, card: string): Promise<number> {
    const [row] = await this.manager.query<{ payments: number }[]>(
      `SELECT count(*)::integer AS payments FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE b.customer_id = $1 AND p.payment_method = $2 AND p.state = ANY($3)`,
      [customer, card, UNDER_WAY],
    );
    return row?.payments ?? 0;
  }
}

function walletFrom(customer: string, row: WalletRow): WalletData {
  return {
    customer,
    version: row.version,
    looks: row.card_looks,
    cards: row.cards.map(cardFrom),
    primary: row.primary_card ?? undefined,
    refused: row.refused_card ?? undefined,
    requests: row.card_requests.map((asked) => ({ ...asked, at: new Date(asked.at) })),
  };
}

function eventRow({ type, customer: _customer, cause, ...data }: WalletEvent): object {
  return { type, at: cause.at, actor: cause.by, data };
}
