import Stripe from 'stripe';
import type { Period } from './stripe-ledger.js';
import type { StripePace } from './stripe-pace.js';

const PAGE = 100;
/** What a transaction is of, which tells the payment: https://docs.stripe.com/expand/use-cases#charges-in-payout */
const OF = ['data.source'];

/** Newest first. `next` is what to list after; undefined: this was the last page. */
export interface BalancePage<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

type Listed<Item> = Stripe.Response<Stripe.ApiList<Item>>;

/** The key may not read balance transactions or payouts, or what they are of. https://docs.stripe.com/keys/restricted-api-keys */
export class BalanceNotReadable extends Error {
  override readonly name = 'BalanceNotReadable';
}

/**
 * What moved the account's balance and what of it went to the bank, read page by page at a pace that leaves room for
 * others. Every call throws BalanceNotReadable where the key has no right to it.
 */
export class StripeBalance {
  constructor(
    private readonly stripe: Stripe,
    private readonly pace: StripePace,
    /** Ends every wait. */
    private readonly stopping?: AbortSignal,
  ) {}

  until(stopping: AbortSignal): StripeBalance {
    return new StripeBalance(this.stripe, this.pace, stopping);
  }

  /** https://docs.stripe.com/api/balance_transactions/list */
  transactions(period: Period, after?: string): Promise<BalancePage<Stripe.BalanceTransaction>> {
    return this.list((options) =>
      this.stripe.balanceTransactions.list({ ...rangeOf(period), ...from(after), expand: OF }, options),
    );
  }

  /** What an automatic payout consists of, itself included. https://docs.stripe.com/payouts/reconciliation */
  transactionsPaidBy(payout: string, after?: string): Promise<BalancePage<Stripe.BalanceTransaction>> {
    return this.list((options) =>
      this.stripe.balanceTransactions.list({ payout, ...from(after), expand: OF }, options),
    );
  }

  /** Of one charge, refund or dispute, whenever it was made; none of one that Stripe doesn't know. */
  async transactionsOf(source: string): Promise<readonly Stripe.BalanceTransaction[]> {
    try {
      const { items } = await this.list((options) =>
        this.stripe.balanceTransactions.list({ source, limit: PAGE, expand: OF }, options),
      );
      return items;
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return [];
      throw error;
    }
  }

  /** https://docs.stripe.com/api/payouts/list */
  payouts(period: Period, after?: string): Promise<BalancePage<Stripe.Payout>> {
    return this.list((options) => this.stripe.payouts.list({ ...rangeOf(period), ...from(after) }, options));
  }

  /** What there is now, whether it can be paid out yet or not. https://docs.stripe.com/api/balance/balance_object */
  async now(): Promise<Stripe.Balance> {
    return this.asked((options) => this.stripe.balance.retrieve({}, options));
  }

  private async list<Item extends { id: string }>(
    request: (options: Stripe.RequestOptions) => Promise<Listed<Item>>,
  ): Promise<BalancePage<Item>> {
    const { data, has_more: more } = await this.asked(request);
    return { items: data, next: more ? data.at(-1)?.id : undefined };
  }

  private async asked<Result>(request: (options: Stripe.RequestOptions) => Promise<Result>): Promise<Result> {
    try {
      return await this.pace.ask(request, this.stopping);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.statusCode === 403)
        throw new BalanceNotReadable('The key has no right to read balance transactions and payouts.', {
          cause: error,
        });
      throw error;
    }
  }
}

function rangeOf({ since, until }: Period) {
  return { created: { gte: secondsOf(since), lte: secondsOf(until) } };
}

function from(after: string | undefined) {
  return { limit: PAGE, ...(after !== undefined && { starting_after: after }) };
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
