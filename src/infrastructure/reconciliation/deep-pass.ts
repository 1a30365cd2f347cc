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

interface OpenPayment {
  readonly id: string;
  /** None of one that no booking asked for. */
  readonly booking: string | null;
  readonly paymentIntent: string;
  readonly requestedAt: Date;
}

interface OurPayment extends OpenPayment {
  readonly booking: string;
}

interface Look {
  readonly paymentIntent: string;
  readonly said: () => Promise<GatewayPayment | undefined>;
  /** Set where the payment is known to be ours. */
  readonly ours?: OurPayment;
}

const COLUMNS = 'p.id, p.booking_id AS booking, p.payment_intent, p.requested_at';

/** SQL: $2 and $3 are the period. */
const OURS = `
  SELECT ${COLUMNS} FROM payments p WHERE p.payment_intent IS NOT NULL AND p.requested_at BETWEEN $2 AND $3`;

/**
 * SQL: made before the period, and not over by then as far as is known here. A PaymentIntent that was declined stays
 * open in Stripe; after a month nobody comes back to it.
 */
const MAY_HAVE_MOVED = `
  SELECT ${COLUMNS} FROM payments p
   WHERE p.payment_intent IS NOT NULL AND p.requested_at < $2
     AND p.state IN ('authorized', 'requires_action', 'processing', 'in_doubt')
  UNION
  SELECT ${COLUMNS} FROM payments p
   WHERE p.payment_intent IS NOT NULL AND p.requested_at BETWEEN $2::timestamptz - interval '30 days' AND $2
     AND p.state IN ('declined', 'failed')
  UNION
  SELECT ${COLUMNS} FROM payments p
   WHERE p.payment_intent IS NOT NULL AND p.requested_at < $2
     AND p.id IN (SELECT payment_id FROM disputes WHERE status = 'open'
                  UNION SELECT payment_id FROM refunds WHERE status = 'pending')
  UNION
  SELECT u.id, NULL, u.payment_intent, u.made_at FROM unmatched_payments u WHERE u.open AND u.made_at < $2`;

/**
 * One deep run, page by page: the PaymentIntents of the period; then refunds and disputes of the period, for
 * PaymentIntents made before it; then payments of ours that none of these lists had, and those from before the period
 * that may have moved in it. Each page is stored with where the next one begins, so that the run can end anywhere and go on.
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
        ours: isOurs(ours) ? ours : undefined,
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
  ): Promise<OpenPayment[]> {
    const [at, payment] = after?.split('|') ?? [];
    return this.dataSource.query<OpenPayment[]>(
      `SELECT id, booking, payment_intent AS "paymentIntent", requested_at AS "requestedAt"
         FROM (${part === 'ours' ? OURS : MAY_HAVE_MOVED}) AS payments
        WHERE (requested_at, id) > ($4, $5) AND $3::timestamptz IS NOT NULL
          AND NOT EXISTS (SELECT FROM reconciliation_seen s
                           WHERE s.reconciliation_id = $1 AND s.payment_intent = payments.payment_intent)
        ORDER BY requested_at, id LIMIT ${PAGE}`,
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

function isOurs(payment: OpenPayment): payment is OurPayment {
  return payment.booking !== null;
}

function partAfter(part: DeepPart): Position | undefined {
  const next = DEEP_PARTS[DEEP_PARTS.indexOf(part) + 1];
  return next && { part: next };
}
