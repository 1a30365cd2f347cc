import type { Pool } from 'pg';
import { readBooks } from './books.js';
import { authenticatePayment, authenticateSetup, completeSession } from './checkout-completion.js';
import { closeDispute } from './disputes.js';
import { DISPUTE_KINDS, escalateInquiry, openDispute } from './dispute-records.js';
import type { FaultKind, Faults } from './http/faults.js';
import type { Params } from './http/params.js';
import type { Route } from './http/route.js';
import { parameterMissing, unexpectedState } from './http/stripe-api-error.js';
import { cancelIntent } from './payment-intents.js';
import { arrive, payOut } from './payout-records.js';
import type { Charge, Dispute, PaymentIntent, Payout } from './state/objects.js';
import { emptyTables } from './state/schema.js';
import type { SandboxSettings, SettingsStore } from './state/settings.js';
import type { WebhookDelivery } from './webhook-delivery.js';

export interface Controlled {
  readonly pool: Pool;
  readonly settings: SettingsStore;
  readonly faults: Faults;
  readonly delivery: WebhookDelivery;
}

/** What Stripe doesn't have: misbehaving on demand, and what customers, banks and time do otherwise. */
export function controlRoutes({ pool, settings, faults, delivery }: Controlled): readonly Route[] {
  return [
    post('faults', async ({ params }) => {
      const fault = {
        operation: params.text('operation') ?? undefined,
        kind: (params.text('kind') ?? undefined) as FaultKind | undefined,
        times: params.positiveInteger('times'),
        delay_ms: params.integer('delay_ms'),
        execute: params.flag('execute'),
      };
      params.done();
      return faults.add(fault);
    }),
    get('faults', () => Promise.resolve({ faults: faults.all })),
    {
      method: 'delete',
      path: '/sandbox/faults',
      operation: 'control',
      async handle() {
        await faults.clear();
        return { faults: [] };
      },
    },
    post('settings', async ({ params }) => settings.change(readSettings(params))),
    get('settings', () => Promise.resolve(settings.current)),
    post('webhooks', async ({ params }) => {
      const mode = params.choice('mode', ['normal', 'hold', 'drop', 'shuffle', 'repeat', 'late']);
      if (mode === undefined) throw parameterMissing('mode');
      const copies = params.positiveInteger('copies');
      const delay = params.integer('delay_ms');
      params.done();
      return settings.change({
        webhook_mode: mode,
        ...(copies !== undefined && { webhook_copies: copies }),
        ...(delay !== undefined && { webhook_delay_ms: delay }),
      });
    }),
    get('webhooks', async () => {
      const { rows } = await pool.query<{ state: string; count: number }>(
        'SELECT state, count(*)::integer AS count FROM stripe_sandbox.deliveries GROUP BY state',
      );
      const { webhook_mode: mode } = settings.current;
      return { mode, deliveries: Object.fromEntries(rows.map((row) => [row.state, row.count])) };
    }),
    post('webhooks/deliver', async ({ params }) => {
      const order = params.choice('order', ['created', 'reversed', 'shuffled']) ?? 'created';
      const copies = params.positiveInteger('copies') ?? 1;
      params.done();
      return { delivered: await delivery.deliverHeld(order, copies) };
    }),
    get('books', ({ work }) => readBooks(work)),
    post('authorizations/expire', async ({ work, params }) => {
      const id = params.requiredText('payment_intent');
      params.done();
      const intent = await work.lock<PaymentIntent>('payment_intent', id, 'payment_intent');
      if (intent.status !== 'requires_capture') {
        throw unexpectedState(
          `This PaymentIntent has a status of ${intent.status}: it holds nothing.`,
          'payment_intent_unexpected_state',
        );
      }
      return cancelIntent(work, intent, 'expired');
    }),
    post('disputes', async ({ work, params }) => {
      const id = params.requiredText('payment_intent');
      const kind = params.choice('kind', [...DISPUTE_KINDS]) ?? 'fraudulent';
      const amount = params.positiveInteger('amount');
      params.done();
      const { latest_charge: latest } = await work.get<PaymentIntent>('payment_intent', id, 'payment_intent');
      if (latest === null) throw unexpectedState('Nothing was taken by this payment.', 'charge_not_captured');
      const charge = await work.lock<Charge>('charge', latest);
      const most = charge.amount_captured;
      if (most === 0 || (amount ?? 0) > most)
        throw unexpectedState(`At most ${most} can be disputed.`, 'amount_too_large');
      return openDispute(work, charge, kind, amount);
    }),
    post('disputes/:id/escalate', async ({ work, params, part }) => {
      params.done();
      const dispute = await work.lock<Dispute>('dispute', part('id'));
      if (!dispute.status.startsWith('warning_'))
        throw unexpectedState('This dispute is no inquiry.', 'status_transition_invalid');
      return escalateInquiry(work, dispute);
    }),
    post('disputes/:id/close', async ({ work, params, part }) => {
      const status = params.choice('status', ['won', 'lost']);
      if (status === undefined) throw parameterMissing('status');
      params.done();
      return closeDispute(work, await work.lock<Dispute>('dispute', part('id')), status);
    }),
    post('payouts', async ({ work, params }) => {
      const pending = params.flag('pending') ?? true;
      const arrives = params.choice('arrives', ['now', 'later']) ?? 'now';
      params.done();
      return { object: 'list', data: await payOut(work, { pending, arrives }) };
    }),
    post('payouts/:id/arrive', async ({ work, params, part }) => {
      params.done();
      const payout = await work.lock<Payout>('payout', part('id'));
      if (payout.status !== 'in_transit')
        throw unexpectedState(`This payout is ${payout.status} already.`, 'status_transition_invalid');
      return arrive(work, payout);
    }),
    post('checkout_sessions/:id/complete', async ({ work, params, part }) => {
      const card = params.requiredText('payment_method');
      params.done();
      return completeSession(work, part('id'), card);
    }),
    post('payment_intents/:id/authenticate', async ({ work, params, part }) =>
      authenticatePayment(work, part('id'), readOutcome(params)),
    ),
    post('setup_intents/:id/authenticate', async ({ work, params, part }) =>
      authenticateSetup(work, part('id'), readOutcome(params)),
    ),
    post('reset', async ({ params }) => {
      params.done();
      await emptyTables(pool);
      settings.reset();
      await faults.clear();
      return { reset: true };
    }),
  ];
}

function get(path: string, handle: Route['handle']): Route {
  return { method: 'get', path: `/sandbox/${path}`, operation: 'control', handle };
}

function post(path: string, handle: Route['handle']): Route {
  return { method: 'post', path: `/sandbox/${path}`, operation: 'control', handle };
}

function readOutcome(params: Params): boolean {
  const outcome = params.choice('outcome', ['succeed', 'fail']);
  if (outcome === undefined) throw parameterMissing('outcome');
  params.done();
  return outcome === 'succeed';
}

function readSettings(params: Params): Partial<SandboxSettings> {
  const names = [
    'key_ttl_seconds',
    'authorization_seconds',
    'refund_settle_seconds',
    'payout_seconds',
    'payout_arrival_seconds',
    'releases_as_refunds',
    'webhook_retry_seconds',
    'search_lag_seconds',
  ] as const;
  const given: (readonly [string, string | number | undefined])[] = names.map((name) => [
    name,
    params.decimal(name),
  ]);
  const settlement = params.text('settlement_currency');
  if (settlement !== undefined) given.push(['settlement_currency', settlement ?? '']);
  params.done();
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
