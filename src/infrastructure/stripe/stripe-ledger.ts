import Stripe from 'stripe';
import type { GatewayPayment } from '../../application/payment/payment-gateway.port.js';
import { completePayment } from './complete-payment.js';
import { REPORT_EXPANSION } from './payment-report.js';
import type { StripePace } from './stripe-pace.js';

const PAGE = 100;

export interface Period {
  readonly since: Date;
  readonly until: Date;
}

/** Newest first, as Stripe lists. `next` is what to list after; undefined: this was the last page. */
export interface LedgerPage<Item> {
  readonly items: readonly Item[];
  /** What Stripe's clock said when it answered. */
  readonly askedAt: Date;
  readonly next?: string;
}

export interface ListedPayment {
  readonly paymentIntent: string;
  /** Asks Stripe further only for what a list can't bring. */
  readonly said: () => Promise<GatewayPayment>;
}

/**
 * What Stripe has on its books, read page by page and at a pace that leaves room for others. What is created while
 * the pages are read doesn't shift them: a page begins after an object, and the period has ended.
 */
export class StripeLedger {
  constructor(
    private readonly stripe: Stripe,
    private readonly pace: StripePace,
    /** Ends every wait. */
    private readonly stopping?: AbortSignal,
  ) {}

  /** The same ledger for one job that may be told to stop. */
  until(stopping: AbortSignal): StripeLedger {
    return new StripeLedger(this.stripe, this.pace, stopping);
  }

  async payments(period: Period, after?: string): Promise<LedgerPage<ListedPayment>> {
    const page = await this.list(period, after, (params, options) =>
      this.stripe.paymentIntents.list(
        { ...params, expand: REPORT_EXPANSION.map((path) => `data.${path}`) },
        options,
      ),
    );
    return {
      ...page,
      items: page.items.map((intent) => ({ paymentIntent: intent.id, said: () => this.complete(intent) })),
    };
  }

  /** The PaymentIntent of each refund of the period; those of charges without one are no concern of ours. */
  async refundedPayments(period: Period, after?: string): Promise<LedgerPage<string>> {
    const page = await this.list(period, after, (params, options) =>
      this.stripe.refunds.list(params, options),
    );
    return { ...page, items: page.items.flatMap(paymentIntentOf) };
  }

  /** The PaymentIntent of each dispute of the period. */
  async disputedPayments(period: Period, after?: string): Promise<LedgerPage<string>> {
    const page = await this.list(period, after, (params, options) =>
      this.stripe.disputes.list(params, options),
    );
    return { ...page, items: page.items.flatMap(paymentIntentOf) };
  }

  /** https://docs.stripe.com/api/events: of the last 30 days. */
  events(period: Period, after?: string): Promise<LedgerPage<Stripe.Event>> {
    return this.list(period, after, (params, options) => this.stripe.events.list(params, options));
  }

  /** Undefined when Stripe has no such PaymentIntent. */
  async payment(paymentIntent: string): Promise<GatewayPayment | undefined> {
    try {
      const intent = await this.ask((options) =>
        this.stripe.paymentIntents.retrieve(paymentIntent, { expand: REPORT_EXPANSION }, options),
      );
      return await this.complete(intent);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing') return undefined;
      throw error;
    }
  }

  private async list<Item extends { id: string }>(
    { since, until }: Period,
    after: string | undefined,
    request: (
      params: { created: Stripe.RangeQueryParam; limit: number; starting_after?: string },
      options: Stripe.RequestOptions,
    ) => Promise<Stripe.Response<Stripe.ApiList<Item>>>,
  ): Promise<LedgerPage<Item>> {
    const params = {
      created: { gte: secondsOf(since), lte: secondsOf(until) },
      limit: PAGE,
      ...(after !== undefined && { starting_after: after }),
    };
    const answer = await this.ask((options) => request(params, options));
    const { data, has_more: hasMore, lastResponse } = answer;
    return {
      items: data,
      askedAt: new Date(lastResponse.headers.date ?? Date.now()),
      next: hasMore ? data.at(-1)?.id : undefined,
    };
  }

  private complete(intent: Stripe.PaymentIntent): Promise<GatewayPayment> {
    return completePayment(this.stripe, intent, (request) => this.ask(request));
  }

  private ask<Result>(request: (options: Stripe.RequestOptions) => Promise<Result>): Promise<Result> {
    return this.pace.ask(request, this.stopping);
  }
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

function paymentIntentOf({ payment_intent: of }: Stripe.Refund | Stripe.Dispute): string[] {
  if (of === null || of === undefined) return [];
  return [typeof of === 'string' ? of : of.id];
}
