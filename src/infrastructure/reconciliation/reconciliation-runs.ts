import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v4 as randomUuid, v7 as uuid } from 'uuid';
import {
  DEEP_PARTS,
  type DeepPart,
  type ReconciliationKind,
} from '../../application/reconciliation/reconciliation.views.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import type { Period } from '../stripe/stripe-ledger.js';

/** A deep run of an instance that died is taken over after this. */
export const RUN_LEASE_SECONDS = 30;
/** An interrupted run goes on after 10 s, 20 s, … and every ten minutes from then on; progress starts this anew. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 600;
/** About a day without a page read: it must be asked for again. */
const MOST_ATTEMPTS = 150;

export interface Position {
  readonly part: DeepPart;
  /** Where the next page of the part begins; unset: at its start. */
  readonly after?: string;
}

/** A deep run that this instance holds. */
export interface HeldRun {
  readonly id: string;
  readonly holder: string;
  readonly period: Period;
  readonly dryRun: boolean;
  readonly position: Position;
}

/** Another instance has taken the run over: this one was too slow, or asleep. */
export class RunLost extends Error {
  override readonly name = 'RunLost';
}

interface ClaimedRow {
  readonly id: string;
  readonly since: Date;
  readonly until: Date;
  readonly dry_run: boolean;
  readonly position: Position | null;
}

/** The book of runs. Whoever works on a deep one holds a lease on it, and stores how far it has come with each page. */
@Injectable()
export class ReconciliationRuns {
  constructor(private readonly dataSource: DataSource) {}

  /** Only the oldest open run can be taken, so that one is done at a time however many instances there are. */
  async claim(): Promise<HeldRun | undefined> {
    const holder = randomUuid();
    const [[row]] = await this.dataSource.query<[ClaimedRow[], number]>(
      `UPDATE reconciliations SET state = 'running', holder = $1, next_at = now() + make_interval(secs => $2),
              started_at = coalesce(started_at, now()), attempts = attempts + 1
        WHERE id = (SELECT id FROM reconciliations WHERE kind = 'deep' AND next_at IS NOT NULL
                     ORDER BY asked_at, id LIMIT 1 FOR UPDATE)
          AND next_at <= now()
       RETURNING id, since, until, dry_run, position`,
      [holder, RUN_LEASE_SECONDS],
    );
    if (!row) return undefined;
    const { id, since, until, dry_run: dryRun, position } = row;
    return { id, holder, period: { since, until }, dryRun, position: position ?? { part: DEEP_PARTS[0] } };
  }

  /** Throws RunLost. */
  async renew({ id, holder }: HeldRun): Promise<void> {
    await this.change(id, holder, `next_at = now() + make_interval(secs => $3)`, [RUN_LEASE_SECONDS]);
  }

  /** One page is done with; what was found in it is stored already. Throws RunLost. */
  async advance(
    { id, holder }: HeldRun,
    to: Position | undefined,
    page: { seen: number; unmatched: number },
  ): Promise<void> {
    await this.change(
      id,
      holder,
      `position = $3, seen = seen + $4, unmatched = unmatched + $5, pages = pages + 1, attempts = 1, error = NULL,
       ${COUNTED}`,
      [to ? JSON.stringify(to) : null, page.seen, page.unmatched],
    );
  }

  async finish({ id, holder }: HeldRun): Promise<{ drifted: number; healed: number }> {
    const counts = await this.change(
      id,
      holder,
      `state = 'done', finished_at = now(), next_at = NULL, holder = NULL, position = NULL, error = NULL, ${COUNTED}`,
    );
    await this.dataSource.query(`DELETE FROM reconciliation_seen WHERE reconciliation_id = $1`, [id]);
    return counts;
  }

  /** It goes on later where it was. `atOnce`: this instance stops, and any other may take it. */
  async interrupt({ id, holder }: HeldRun, reason: string, atOnce = false): Promise<void> {
    await this.dataSource.query(
      `UPDATE reconciliations
          SET state = CASE WHEN attempts >= $4 THEN 'failed' ELSE 'interrupted' END, holder = NULL, error = $3,
              finished_at = CASE WHEN attempts >= $4 THEN now() END,
              next_at = CASE WHEN attempts >= $4 THEN NULL WHEN $7 THEN now()
                        ELSE now() + make_interval(secs => least($6, $5 * 2 ^ least(attempts - 1, 10))) END
        WHERE id = $1 AND holder = $2`,
      [id, holder, reason.slice(0, 500), MOST_ATTEMPTS, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, atOnce],
    );
  }

  /** Those that the run hasn't met yet, which it has from now on. */
  async unmet(run: string, paymentIntents: readonly string[]): Promise<string[]> {
    const known = await this.dataSource.query<{ payment_intent: string }[]>(
      `SELECT payment_intent FROM reconciliation_seen
        WHERE reconciliation_id = $1 AND payment_intent = ANY($2)`,
      [run, paymentIntents],
    );
    const met = new Set(known.map((row) => row.payment_intent));
    return [...new Set(paymentIntents)].filter((each) => !met.has(each));
  }

  async meet(run: string, paymentIntents: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO reconciliation_seen (reconciliation_id, payment_intent)
       SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [run, paymentIntents],
    );
  }

  /** Puts down a look that found something, as over: should this process die, the rest is found by the next one. */
  async record(kind: Exclude<ReconciliationKind, 'deep'>, { since, until }: Period): Promise<string> {
    const id = uuid();
    await this.dataSource.query(
      `INSERT INTO reconciliations (id, kind, state, since, until, asked_by, started_at, finished_at)
       VALUES ($1, $2, 'done', $3, $4, $5, now(), now())`,
      [id, kind, since, until, JSON.stringify(SYSTEM)],
    );
    return id;
  }

  async count(id: string, counts: { seen: number; missed: number; unmatched: number }): Promise<void> {
    await this.dataSource.query(
      `UPDATE reconciliations SET finished_at = now(), seen = $2, missed = $3, unmatched = $4, ${COUNTED}
        WHERE id = $1`,
      [id, counts.seen, counts.missed, counts.unmatched],
    );
  }

  private async change(
    id: string,
    holder: string,
    what: string,
    parameters: readonly unknown[] = [],
  ): Promise<{ drifted: number; healed: number }> {
    const [[changed]] = await this.dataSource.query<[{ drifted: number; healed: number }[], number]>(
      `UPDATE reconciliations SET ${what} WHERE id = $1 AND holder = $2 RETURNING drifted, healed`,
      [id, holder, ...parameters],
    );
    if (!changed) throw new RunLost(`Another instance goes on with the check ${id}.`);
    return changed;
  }
}

/** Counted from the findings, so that a page that is done twice counts once. */
const COUNTED = `(drifted, healed) = (SELECT count(*), count(*) FILTER (WHERE outcome = 'healed')
  FROM reconciliation_findings WHERE reconciliation_id = reconciliations.id)`;
