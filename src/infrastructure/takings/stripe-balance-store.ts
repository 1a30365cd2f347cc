import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { isCurrency } from '../../domain/shared/currency.js';
import { fromStripeAmount } from '../stripe/stripe-amounts.js';
import type { BalanceEntry } from '../stripe/balance-entry.js';

/** A fact of ours whose transaction was not among those that were listed. */
export interface AwaitedFact {
  readonly id: string;
  /** Whose transactions to ask for: a charge, a refund, a dispute. */
  readonly source: string;
}

/** Stripe's transactions and payouts beside our own facts. Everything may be stored again, in any order. */
@Injectable()
export class StripeBalanceStore {
  constructor(private readonly dataSource: DataSource) {}

  /** And dates the facts that they are of. `payout`: that they were paid out with; what is known of that stays otherwise. */
  async put(entries: readonly BalanceEntry[], payout?: string): Promise<void> {
    if (entries.length === 0) return;
    await this.dataSource.query(
      `INSERT INTO stripe_balance_transactions AS known
              (id, type, category, source, fact, charge, payment_intent, payment_id, method, currency, amount, fee,
               exchange_rate, taken_in, description, available_on, created, day, payout)
       SELECT s.id, s.type, s.category, s.source, s.fact, s.charge, s."paymentIntent", p.id,
              CASE WHEN p.id IS NULL THEN '' WHEN p.card IS NULL THEN 'stripe:other' ELSE 'stripe:card' END,
              s.currency, s.amount, s.fee, s."exchangeRate", s."takenIn", s.description, s."availableOn", s.created,
              balance_day(s.created), $2
         FROM jsonb_to_recordset($1) AS s (id text, type text, category text, source text, fact text, charge text,
                "paymentIntent" text, currency text, amount bigint, fee bigint, "exchangeRate" numeric, "takenIn" text,
                description text, "availableOn" timestamptz, created timestamptz)
         LEFT JOIN payments p ON p.payment_intent = s."paymentIntent"
        ORDER BY s.id
       ON CONFLICT (id) DO UPDATE
          SET payment_id = coalesce(excluded.payment_id, known.payment_id),
              method = CASE WHEN excluded.payment_id IS NULL THEN known.method ELSE excluded.method END,
              payout = coalesce(excluded.payout, known.payout),
              available_on = excluded.available_on
        WHERE (known.payment_id, known.method, known.payout, known.available_on)
              IS DISTINCT FROM (coalesce(excluded.payment_id, known.payment_id),
                CASE WHEN excluded.payment_id IS NULL THEN known.method ELSE excluded.method END,
                coalesce(excluded.payout, known.payout), excluded.available_on)`,
      [JSON.stringify(entries), payout ?? null],
    );
    await this.matchFacts(entries.flatMap(({ fact }) => fact ?? []));
  }

  async putPayouts(payouts: readonly Stripe.Payout[]): Promise<void> {
    const rows = payouts.filter(({ currency }) => isCurrency(currency.toUpperCase())).map(payoutRow);
    if (rows.length === 0) return;
    await this.dataSource.query(
      `INSERT INTO stripe_payouts AS known
              (id, currency, amount, status, automatic, reconciliation, arrives_on, failure, created)
       SELECT * FROM jsonb_to_recordset($1) AS s (id text, currency text, amount bigint, status text,
                automatic boolean, reconciliation text, arrives_on date, failure text, created timestamptz)
        ORDER BY id
       ON CONFLICT (id) DO UPDATE
          SET status = excluded.status, reconciliation = excluded.reconciliation, arrives_on = excluded.arrives_on,
              failure = excluded.failure
        WHERE (known.status, known.reconciliation, known.arrives_on, known.failure)
              IS DISTINCT FROM (excluded.status, excluded.reconciliation, excluded.arrives_on, excluded.failure)`,
      [JSON.stringify(rows)],
    );
  }

  /** Beside it, how much of it the transactions in no payout don't come to. */
  async putBalance({ available, pending }: Stripe.Balance): Promise<void> {
    const amounts = new Map<string, number>();
    for (const { amount, currency } of [...available, ...pending]) {
      const code = currency.toUpperCase();
      if (!isCurrency(code)) continue;
      const { amount: size } = fromStripeAmount(Math.abs(amount), code);
      amounts.set(code, (amounts.get(code) ?? 0) + (amount < 0 ? -size : size));
    }
    const rows = [...amounts].map(([currency, amount]) => ({ currency, amount }));
    await this.dataSource.query(
      `WITH told AS (
         SELECT * FROM jsonb_to_recordset($1) AS s (currency text, amount bigint)
       ), gone AS (
         DELETE FROM stripe_balance_now WHERE currency NOT IN (SELECT currency FROM told)
       )
       INSERT INTO stripe_balance_now AS known (currency, amount, unlisted)
       SELECT told.currency, told.amount, told.amount - (
                SELECT coalesce(sum(kept.amount), 0) FROM (
                  SELECT currency, amount FROM takings_days WHERE figure = 'unpaid'
                  UNION ALL SELECT currency, amount FROM takings_differences WHERE figure = 'unpaid') AS kept
                 WHERE kept.currency = told.currency)
         FROM told ORDER BY told.currency
       ON CONFLICT (currency) DO UPDATE
          SET amount = excluded.amount, unlisted = excluded.unlisted,
              looks = CASE WHEN known.unlisted = excluded.unlisted THEN known.looks + 1 ELSE 1 END`,
      [JSON.stringify(rows)],
    );
  }

  /** Those whose transactions Stripe can list now, and that weren't read yet. */
  async payoutsToRead(limit: number): Promise<readonly string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM stripe_payouts WHERE read_at IS NULL AND automatic AND reconciliation = 'completed'
        ORDER BY created LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** All that it consists of is stored. */
  async payoutIsRead(payout: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE stripe_balance_transactions SET payout = $1
          WHERE source = $1 AND type = 'payout' AND payout IS NULL
            AND created >= (SELECT created - interval '1 day' FROM stripe_payouts WHERE id = $1)`,
        [payout],
      );
      await manager.query(
        `UPDATE stripe_payouts p
            SET read_at = now(), (transactions, transaction_net, fees) = (
              SELECT count(*), coalesce(sum(net), 0), coalesce(sum(fee), 0) FROM stripe_balance_transactions t
               WHERE t.payout = p.id AND NOT (t.type = 'payout' AND t.source = p.id))
          WHERE p.id = $1`,
        [payout],
      );
    });
  }

  /** Of a refund that ended without giving anything back, nothing counts; of anything else a transaction is still to come. */
  async neverMoved(source: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [refund] = await manager.query<{ payment_id: string }[]>(
        `INSERT INTO takings_unmoved (refund)
         SELECT id FROM refunds WHERE id = $1 AND status IN ('failed', 'canceled') ON CONFLICT DO NOTHING
         RETURNING (SELECT payment_id FROM refunds WHERE id = $1)`,
        [source],
      );
      if (refund) await manager.query(`SELECT keep_takings($1::uuid)`, [refund.payment_id]);
    });
  }

  /** Some whose transaction should be there by now, each at most once an hour. */
  async overdueFacts(before: Date, limit: number): Promise<readonly AwaitedFact[]> {
    const [rows] = await this.dataSource.query<[{ id: string; source: string | null }[], number]>(
      `UPDATE takings_movements m SET looked_up_at = now()
         FROM payments p
        WHERE p.id = m.payment_id AND m.id IN (
          SELECT id FROM takings_movements
           WHERE fact IS NOT NULL AND transaction IS NULL AND at < $1
             AND (looked_up_at IS NULL OR looked_up_at < now() - interval '1 hour')
           ORDER BY looked_up_at NULLS FIRST LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING m.id, CASE WHEN m.figure IN ('refunded', 'returned') THEN split_part(m.fact, ':', 1)
                            WHEN m.figure = 'taken' THEN p.charge
                            ELSE coalesce((SELECT dispute_id FROM dispute_movements WHERE id = m.fact), m.fact)
                            END AS source`,
      [before, limit],
    );
    return rows.flatMap(({ id, source }) => (source === null ? [] : [{ id, source }]));
  }

  /**
   * Those that are stored already get the time at which Stripe says that their money moved; one that is stored later finds
   * its transaction itself. One that is being changed just now waits until its transaction is listed again.
   */
  private async matchFacts(facts: readonly string[]): Promise<void> {
    if (facts.length === 0) return;
    await this.dataSource.query(
      `WITH found AS (
         SELECT m.id, t.id AS transaction, t.created FROM takings_movements m
           JOIN LATERAL (SELECT id, created FROM stripe_balance_transactions t WHERE t.fact = m.fact
                          ORDER BY created, id LIMIT 1) t ON true
          WHERE m.fact = ANY ($1) AND m.fact IS NOT NULL AND m.transaction IS NULL
          ORDER BY m.id FOR UPDATE OF m SKIP LOCKED
       )
       UPDATE takings_movements m
          SET transaction = found.transaction, at = found.created, day = balance_day(found.created)
         FROM found WHERE found.id = m.id`,
      [facts],
    );
  }
}

function payoutRow(payout: Stripe.Payout) {
  const currency = payout.currency.toUpperCase();
  const { amount } = fromStripeAmount(Math.abs(payout.amount), currency);
  return {
    id: payout.id,
    currency,
    // Below nothing: the bank account was debited. https://docs.stripe.com/payouts#negative-payouts
    amount: payout.amount < 0 ? -amount : amount,
    status: payout.status,
    automatic: payout.automatic,
    reconciliation: payout.reconciliation_status,
    // A day by itself, which Stripe writes as its midnight in UTC.
    arrives_on: new Date(payout.arrival_date * 1000).toISOString().slice(0, 10),
    failure: payout.failure_message ?? undefined,
    created: new Date(payout.created * 1000),
  };
}
