import type { DataSource } from 'typeorm';
import { pause } from './server-process.js';
import { deliver, signedEvents, type Endpoint } from './webhook-load.js';
import { percentile, type Timing } from './statistics.js';

export interface WebhookRates {
  /** Medians of several rounds. */
  readonly alone: Timing;
  readonly whileApplyingLags: Timing;
  readonly appliedWithoutNews: number;
  readonly appliedWithNews: number;
}

interface KnownPayment {
  readonly payment_intent: string;
  readonly charge: string;
  readonly amount: string;
}

const ROUNDS = 5;

/**
 * Accepting: events over HTTP, first of a kind that is only stored, then while a backlog is being applied. Applying: a
 * backlog of events about payments that are known, until none is left.
 */
export async function webhookRates(
  endpoint: Endpoint & { readonly dataSource: DataSource },
  load: { readonly count: number; readonly atOnce: number },
): Promise<WebhookRates> {
  const { dataSource } = endpoint;
  const payments = await dataSource.query<KnownPayment[]>(
    `SELECT payment_intent, charge, captured AS amount FROM payments
      WHERE state = 'succeeded' AND charge LIKE 'ch\\_BK%' ORDER BY id LIMIT 20000`,
  );
  const accept = () =>
    deliver(
      endpoint,
      signedEvents(endpoint, load.count, () => ({
        type: 'customer.updated',
        object: { object: 'customer' },
      })),
      load.atOnce,
    );
  await accept();
  const alone: Timing[] = [];
  for (let round = 0; round < ROUNDS; round += 1) alone.push(await accept());

  const lagging: Timing[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await storeBacklog(dataSource, endpoint, 4 * load.count, (index) => oldNews(pick(payments, index)));
    lagging.push(await accept());
    if ((await waiting(dataSource)) === 0) throw new Error('Applying didn’t lag: make the backlog longer.');
    await applied(dataSource);
  }

  const without = await appliedPerSecond(endpoint, 4 * load.count, (index) => oldNews(pick(payments, index)));
  const withNews = await appliedPerSecond(endpoint, load.count, (index) =>
    refund(pick(payments, index), index),
  );
  return {
    alone: median(alone),
    whileApplyingLags: median(lagging),
    appliedWithoutNews: without,
    appliedWithNews: withNews,
  };
}

async function appliedPerSecond(
  endpoint: Endpoint & { readonly dataSource: DataSource },
  count: number,
  about: (index: number) => { type: string; object: object },
): Promise<number> {
  await storeBacklog(endpoint.dataSource, endpoint, count, about);
  const begun = performance.now();
  await applied(endpoint.dataSource);
  return count / ((performance.now() - begun) / 1000);
}

/** As if they had been accepted a moment ago. */
async function storeBacklog(
  dataSource: DataSource,
  endpoint: Endpoint,
  count: number,
  about: (index: number) => { type: string; object: object },
): Promise<void> {
  const payloads = signedEvents(endpoint, count, about).map(({ body }) => body);
  await dataSource.query(
    `INSERT INTO stripe_events (id, type, api_version, created, payload, payment_intent, state, next_attempt_at)
     SELECT event ->> 'id', event ->> 'type', event ->> 'api_version', now(), payload,
            coalesce(event #>> '{data,object,payment_intent}', event #>> '{data,object,id}'), 'received', now()
       FROM unnest($1::text[]) AS payload, LATERAL (SELECT payload::jsonb AS event) AS parsed`,
    [payloads],
  );
}

async function applied(dataSource: DataSource): Promise<void> {
  while ((await waiting(dataSource)) > 0) await pause(20);
}

async function waiting(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ waiting: number }[]>(
    `SELECT count(*)::int AS waiting FROM stripe_events WHERE state IN ('received', 'failed')`,
  );
  return row?.waiting ?? 0;
}

function pick(payments: readonly KnownPayment[], index: number): KnownPayment {
  const payment = payments[index % payments.length];
  if (!payment) throw new Error('There are no payments to tell of.');
  return payment;
}

/** What our own charges are told of: Purser recorded the answer before. */
function oldNews({ payment_intent: id, charge, amount }: KnownPayment) {
  return {
    type: 'payment_intent.succeeded',
    object: {
      id,
      object: 'payment_intent',
      amount: Number(amount),
      amount_received: Number(amount),
      currency: 'usd',
      status: 'succeeded',
      latest_charge: charge,
      payment_method: 'pm_bench',
      last_payment_error: null,
      cancellation_reason: null,
      metadata: {},
    },
  };
}

/** A refund of one unit, which nobody has told of yet. */
function refund({ payment_intent, charge }: KnownPayment, index: number) {
  return {
    type: 'refund.created',
    object: {
      id: `re_bench_${Date.now()}_${index}`,
      object: 'refund',
      amount: 1,
      currency: 'usd',
      status: 'succeeded',
      balance_transaction: `txn_bench_${index}`,
      reason: 'requested_by_customer',
      created: Math.floor(Date.now() / 1000),
      charge,
      payment_intent,
    },
  };
}

function median(timings: Timing[]): Timing {
  const middle = (pickOne: (timing: Timing) => number) =>
    percentile(
      timings.map(pickOne).sort((a, b) => a - b),
      0.5,
    );
  return {
    count: timings[0]?.count ?? 0,
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
  };
}
