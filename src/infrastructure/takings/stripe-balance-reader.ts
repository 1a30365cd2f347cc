import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { SweepInterval } from '../reconciliation/event-sweep.js';
import { PollingLoop } from '../scheduling/polling-loop.js';
import { toBalanceEntry } from '../stripe/balance-entry.js';
import { BalanceNotReadable, StripeBalance, type BalancePage } from '../stripe/stripe-balance.js';
import type { Period } from '../stripe/stripe-ledger.js';
import { StripeBalanceStore } from './stripe-balance-store.js';

/** Listed again by every look, for what is listed a little after the time that it carries. */
const OVERLAP_SECONDS = 600;
/** At a time, so that a long way to go is gone in steps. */
const WINDOW_SECONDS = 24 * 60 * 60;
/** As long as a payout may still change: it fails within five business days, as a rule. https://docs.stripe.com/payouts#payout-failures */
const PAYOUTS_CHANGE_SECONDS = 14 * 24 * 60 * 60;
/** Renewed with every page; then another instance goes on. */
const LEASE_SECONDS = 60;
/** Until it is tried again to read what the key had no right to. */
const DENIED_SECONDS = 300;
const LONGEST_PAUSE_SECONDS = 60;
const PAYOUTS_AT_ONCE = 20;
/** A transaction that isn't there after that long is asked for by itself. */
const OVERDUE_SECONDS = 900;
const OVERDUE_AT_ONCE = 10;
const POLL_MS = 1000;

interface Claimed extends Period {
  readonly payoutsSince: Date;
  readonly now: Date;
}

/**
 * Reads Stripe's balance transactions and payouts as they come, and puts them beside the facts of our bookings. One
 * instance reads at a time; where it ends, another goes on. What can't be read keeps nobody from charging.
 */
@Injectable()
export class StripeBalanceReader implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StripeBalanceReader.name);
  private readonly stopping = new AbortController();
  private readonly loop = new PollingLoop(
    () => this.step(),
    POLL_MS,
    (error) => this.logger.warn(`Stripe’s balance transactions are read later: ${String(error)}`),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly balance: StripeBalance,
    private readonly store: StripeBalanceStore,
    private readonly interval: SweepInterval,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.loop.stop();
  }

  private async step(): Promise<'more' | 'idle'> {
    const claimed = await this.claim();
    if (!claimed) return 'idle';
    try {
      return await this.read(claimed);
    } catch (error) {
      await this.tryAgainLater(error);
      if (error instanceof BalanceNotReadable) return 'idle';
      throw error;
    }
  }

  private async claim(): Promise<Claimed | undefined> {
    const [[claimed]] = await this.dataSource.query<[Claimed[], number]>(
      `UPDATE stripe_balance_cursor SET next_at = now() + make_interval(secs => $1)
        WHERE next_at <= now()
       RETURNING reached - make_interval(secs => $2) AS since,
                 least(now(), reached + make_interval(secs => $3)) AS until,
                 payouts_reached - make_interval(secs => $4) AS "payoutsSince", now() AS now`,
      [LEASE_SECONDS, OVERLAP_SECONDS, WINDOW_SECONDS, PAYOUTS_CHANGE_SECONDS],
    );
    return claimed;
  }

  private async read({ since, until, payoutsSince, now }: Claimed): Promise<'more' | 'idle'> {
    const balance = this.balance.until(this.stopping.signal);
    await this.eachPage(
      (after) => balance.transactions({ since, until }, after),
      (items) => this.store.put(entriesOf(items)),
    );
    const isBehind = until < now;
    if (!isBehind) {
      await this.eachPage(
        (after) => balance.payouts({ since: payoutsSince, until }, after),
        (items) => this.store.putPayouts(items),
      );
      await this.readPayouts(balance);
      await this.lookForOverdue(balance, until);
      await this.readBalance(balance);
    }
    await this.finish(until, isBehind);
    return isBehind ? 'more' : 'idle';
  }

  private async readPayouts(balance: StripeBalance): Promise<void> {
    for (const payout of await this.store.payoutsToRead(PAYOUTS_AT_ONCE)) {
      await this.eachPage(
        (after) => balance.transactionsPaidBy(payout, after),
        (items) => this.store.put(entriesOf(items), payout),
      );
      await this.store.payoutIsRead(payout);
    }
  }

  /** By Stripe's own word. A key may have the right to read transactions and not this: then they stand alone. */
  private async readBalance(balance: StripeBalance): Promise<void> {
    try {
      await this.store.putBalance(await balance.now());
    } catch (error) {
      if (!(error instanceof BalanceNotReadable)) throw error;
    }
  }

  /** A payment that was made before the first look, or whose transaction was listed late. */
  private async lookForOverdue(balance: StripeBalance, until: Date): Promise<void> {
    const before = new Date(until.getTime() - OVERDUE_SECONDS * 1000);
    const overdue = await this.store.overdueFacts(before, OVERDUE_AT_ONCE);
    for (const { source } of overdue) {
      const found = await balance.transactionsOf(source);
      if (found.length === 0) await this.store.neverMoved(source);
      else await this.store.put(entriesOf(found));
    }
  }

  private async eachPage<Item>(
    list: (after?: string) => Promise<BalancePage<Item>>,
    keep: (items: readonly Item[]) => Promise<void>,
  ): Promise<void> {
    let after: string | undefined;
    do {
      const page = await list(after);
      await keep(page.items);
      after = page.next;
      if (after !== undefined) await this.renew();
    } while (after !== undefined);
  }

  private async renew(): Promise<void> {
    await this.dataSource.query(
      `UPDATE stripe_balance_cursor SET next_at = now() + make_interval(secs => $1)`,
      [LEASE_SECONDS],
    );
  }

  private async finish(until: Date, isBehind: boolean): Promise<void> {
    await this.dataSource.query(
      `UPDATE stripe_balance_cursor
          SET reached = greatest(reached, $1::timestamptz), error = NULL, denied = false,
              payouts_reached = CASE WHEN $2 THEN payouts_reached ELSE greatest(payouts_reached, $1::timestamptz) END,
              finished_at = CASE WHEN $2 THEN finished_at ELSE now() END,
              next_at = now() + make_interval(secs => CASE WHEN $2 THEN 0 ELSE $3::double precision END)`,
      [until, isBehind, this.interval.seconds],
    );
  }

  /** Nothing is skipped: the cursor stays. An instance that stops leaves it to the others at once. */
  private async tryAgainLater(error: unknown): Promise<void> {
    const denied = error instanceof BalanceNotReadable;
    const stopping = this.stopping.signal.aborted;
    const pause = denied ? DENIED_SECONDS : Math.min(LONGEST_PAUSE_SECONDS, this.interval.seconds);
    const reason = error instanceof Error ? error.message : String(error);
    if (denied) this.logger.warn(`Takings go without Stripe’s fees and payouts: ${reason}`);
    await this.dataSource.query(
      `UPDATE stripe_balance_cursor
          SET next_at = now() + make_interval(secs => $1), error = coalesce($2, error), denied = denied OR $3`,
      [stopping ? 0 : pause, stopping ? null : reason.slice(0, 500), denied],
    );
  }
}

function entriesOf(transactions: readonly Stripe.BalanceTransaction[]) {
  return transactions.flatMap((transaction) => toBalanceEntry(transaction) ?? []);
}
