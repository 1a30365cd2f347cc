import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DEEP_PARTS, type DeepPart } from '../../application/reconciliation/reconciliation.views.js';
import type { GatewayPayment } from '../../application/payment/payment-gateway.port.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { inParallel } from '../scheduling/in-parallel.js';
import { StripeLedger } from '../stripe/stripe-ledger.js';
import { ReconciliationFindings } from './reconciliation-findings.js';
import { ReconciliationRuns, type HeldRun, type Position } from './reconciliation-runs.js';
import { Reconciler, type Search } from './reconciler.js';

const LANES = 4;
const PAGE = 100;

interface DonePage {
  readonly seen: number;
  readonly unmatched: number;
  readonly next?: string;
}

interface OurPayment {
  readonly id: string;
  readonly booking: string;
  readonly paymentIntent: string;
  readonly requestedAt: Date;
}

interface Look {
  readonly paymentIntent: string;
  readonly said: () => Promise<GatewayPayment | undefined>;
  /** Set where the payment is known to be ours. */
  readonly ours?: OurPayment;
}

/**
 * One deep run, page by page: the PaymentIntents of the period; then refunds and disputes of the period, for
 * PaymentIntents made before it; then payments of ours that none of these lists had, and those still open from before
 * the period. Each page is stored with where the next one begins, so that the run can end anywhere and go on.
 */
@Injectable()
export class DeepPass {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: StripeLedger,
    private readonly reconciler: Reconciler,
    private readonly runs: ReconciliationRuns,
    private readonly findings: ReconciliationFindings,
  ) {}

  async walk(run: HeldRun, stopping: AbortSignal): Promise<void> {
    const ledger = this.ledger.until(stopping);
    let position: Position | undefined = run.position;
    while (position) {
      stopping.throwIfAborted();
      const { next, ...page } = await this.page(run, position, ledger);
      position = next === undefined ? partAfter(position.part) : { part: position.part, after: next };
      await this.runs.advance(run, position, page);
    }
  }

  private page(run: HeldRun, { part, after }: Position, ledger: StripeLedger): Promise<DonePage> {
    switch (part) {
      case 'payments':
        return this.listed(run, after, ledger);
      case 'refunds':
      case 'disputes':
        return this.changed(run, part, after, ledger);
      case 'ours':
      case 'open':
        return this.ours(run, part, after, ledger);
    }
  }

  private async listed(run: HeldRun, after: string | undefined, ledger: StripeLedger): Promise<DonePage> {
    const { items, next } = await ledger.payments(run.period, after);
    const unmatched = await this.look(run, items);
    return { seen: items.length, unmatched, next };
  }

  private async changed(
    run: HeldRun,
    part: 'refunds' | 'disputes',
    after: string | undefined,
    ledger: StripeLedger,
  ): Promise<DonePage> {
    const { items, next } = await (part === 'refunds'
      ? ledger.refundedPayments(run.period, after)
      : ledger.disputedPayments(run.period, after));
    const unmet = await this.runs.unmet(run.id, items);
    const unmatched = await this.look(
      run,
      unmet.map((paymentIntent) => ({ paymentIntent, said: () => ledger.payment(paymentIntent) })),
    );
    return { seen: items.length, unmatched, next };
  }

  private async ours(
    run: HeldRun,
    part: 'ours' | 'open',
    after: string | undefined,
    ledger: StripeLedger,
  ): Promise<DonePage> {
    const payments = await this.unmetPayments(run, part, after);
    await this.look(
      run,
      payments.map((ours) => ({
        paymentIntent: ours.paymentIntent,
        said: () => ledger.payment(ours.paymentIntent),
        ours,
      })),
    );
    const last = payments.at(-1);
    const next =
      payments.length === PAGE && last ? `${last.requestedAt.toISOString()}|${last.id}` : undefined;
    return { seen: payments.length, unmatched: 0, next };
  }

  private unmetPayments(
    { id, period }: HeldRun,
    part: 'ours' | 'open',
    after: string | undefined,
  ): Promise<OurPayment[]> {
    const [at, payment] = after?.split('|') ?? [];
    const which =
      part === 'ours'
        ? 'p.requested_at BETWEEN $2 AND $3'
        : `p.requested_at < $2 AND $3::timestamptz IS NOT NULL
           AND p.state IN ('authorized', 'requires_action', 'processing', 'in_doubt')`;
    return this.dataSource.query<OurPayment[]>(
      `SELECT p.id, p.booking_id AS booking, p.payment_intent AS "paymentIntent", p.requested_at AS "requestedAt"
         FROM payments p
        WHERE p.payment_intent IS NOT NULL AND ${which} AND (p.requested_at, p.id) > ($4, $5)
          AND NOT EXISTS (SELECT FROM reconciliation_seen s
                           WHERE s.reconciliation_id = $1 AND s.payment_intent = p.payment_intent)
        ORDER BY p.requested_at, p.id LIMIT ${PAGE}`,
      [id, period.since, period.until, at ?? '-infinity', payment ?? '00000000-0000-0000-0000-000000000000'],
    );
  }

  /** Looks at each; returns how many of them are nobody's. What goes wrong with Stripe or the database ends the page. */
  private async look(run: HeldRun, looks: readonly Look[]): Promise<number> {
    const search: Search = { run: () => Promise.resolve(run.id), dryRun: run.dryRun };
    const equal: string[] = [];
    const failures: unknown[] = [];
    let unmatched = 0;
    await inParallel(looks, LANES, async (look) => {
      if (failures.length > 0) return;
      try {
        const settled = await this.settle(run, look, search);
        if (settled === 'equal') equal.push(look.paymentIntent);
        if (settled === 'unmatched') unmatched += 1;
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length > 0) throw failures[0];
    await this.findings.concludeEqual(run.id, equal);
    await this.runs.meet(
      run.id,
      looks.map(({ paymentIntent }) => paymentIntent),
    );
    return unmatched;
  }

  private async settle(run: HeldRun, look: Look, search: Search) {
    try {
      const said = await look.said();
      if (said) return await this.reconciler.settle(said, search);
      await this.note(run, look, 'missing', 'Stripe has no such PaymentIntent; nothing was changed here.');
    } catch (error) {
      // What Stripe said can't be read: a currency unknown here, say.
      if (!(error instanceof DomainError)) throw error;
      await this.note(run, look, 'refused', error.message);
    }
    return 'different';
  }

  private async note(run: HeldRun, look: Look, outcome: 'missing' | 'refused', note: string): Promise<void> {
    const ours = look.ours ?? (await this.ourPaymentBehind(look.paymentIntent));
    if (!ours) return;
    const { paymentIntent, booking, id: payment } = ours;
    await this.findings.put(run.id, { paymentIntent, booking, payment, differences: [], outcome, note });
  }

  private async ourPaymentBehind(paymentIntent: string): Promise<OurPayment | undefined> {
    const [found] = await this.dataSource.query<OurPayment[]>(
      `SELECT id, booking_id AS booking, payment_intent AS "paymentIntent", requested_at AS "requestedAt"
         FROM payments WHERE payment_intent = $1`,
      [paymentIntent],
    );
    return found;
  }
}

function partAfter(part: DeepPart): Position | undefined {
  const next = DEEP_PARTS[DEEP_PARTS.indexOf(part) + 1];
  return next && { part: next };
}
