import { formatAmount, requireWhole } from './cards/currencies.js';
import { cardBehind } from './cards/test-cards.js';
import { changedFields } from './customers.js';
import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest, unexpectedState } from './http/stripe-api-error.js';
import { failRefund, newRefund, payBack, refundableOf } from './refund-records.js';
import type { Charge, Dispute, PaymentIntent, Refund } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/refunds */
export const refundRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/refunds',
    operation: 'refund',
    handle: ({ work, params }) => create(work, params),
  },
  {
    method: 'get',
    path: '/v1/refunds',
    operation: 'list_refunds',
    async handle({ work, params }) {
      const page = readPage(params);
      const filters = (['charge', 'payment_intent'] as const).flatMap((name) => {
        const value = params.text(name);
        return value ? [[`${name} = $`, value] as const] : [];
      });
      params.done();
      return listObjects<Refund>(work, 'refund', page, filters, '/v1/refunds');
    },
  },
  {
    method: 'get',
    path: '/v1/refunds/:id',
    operation: 'retrieve_refund',
    async handle({ work, params, part }) {
      params.done();
      return work.get<Refund>('refund', part('id'));
    },
  },
  {
    method: 'post',
    path: '/v1/refunds/:id',
    operation: 'update_refund',
    async handle({ work, params, part }) {
      const before = await work.lock<Refund>('refund', part('id'));
      const metadata = changedMetadata(before.metadata ?? {}, params.metadata());
      params.done();
      const refund = work.put({ ...before, metadata }, before._sandbox?.becomes ? settleAt(work) : null);
      work.emit('refund.updated', refund, changedFields(before, refund));
      work.emit('charge.refund.updated', refund, changedFields(before, refund));
      return refund;
    },
  },
  {
    method: 'post',
    path: '/v1/refunds/:id/cancel',
    operation: 'cancel_refund',
    async handle({ work, params, part }) {
      params.done();
      const refund = await work.lock<Refund>('refund', part('id'));
      // Only refunds that wait for the customer can be canceled, and refunds to cards never do.
      throw unexpectedState(
        `You cannot cancel this refund because it has a status of ${refund.status}. Only refunds with a status of requires_action may be canceled.`,
        'status_transition_invalid',
      );
    },
  },
];

/** What the test cards for pending and failing refunds do a moment later. https://docs.stripe.com/testing#refunds */
export async function settleRefund(work: Work, id: string): Promise<void> {
  const found = await work.get<Refund>('refund', id);
  const charge = await work.lock<Charge>('charge', found.charge);
  const before = await work.lock<Refund>('refund', id);
  const refund = structuredClone(before);
  const becomes = refund._sandbox?.becomes;
  delete refund._sandbox;
  if (becomes === 'failed') failRefund(work, charge, refund);
  if (becomes === 'succeeded') refund.status = 'succeeded';
  work.put(refund);
  work.put(charge);
  if (becomes === undefined) return;
  const changed = changedFields(before, refund);
  if (becomes === 'failed') work.emit('refund.failed', refund);
  work.emit('refund.updated', refund, changed);
  work.emit('charge.refund.updated', refund, changed);
  if (becomes === 'failed') work.emit('charge.updated', charge);
}

async function create(work: Work, params: Params): Promise<Refund> {
  const chargeId = params.text('charge') ?? undefined;
  const intentId = params.text('payment_intent') ?? undefined;
  const asked = params.positiveInteger('amount');
  const reason = params.choice('reason', ['duplicate', 'fraudulent', 'requested_by_customer']);
  const metadata = changedMetadata({}, params.metadata());
  params.ignore('refund_application_fee', 'reverse_transfer', 'instructions_email', 'origin', 'currency');
  params.done();
  const charge = await refundableCharge(work, chargeId, intentId);
  const left = refundableOf(charge);
  if (left === 0)
    throw unexpectedState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  await refuseDisputed(work, charge);
  const amount = asked ?? left;
  requireWhole(amount, charge.currency);
  if (amount > left) {
    const named = (value: number) => formatAmount(value, charge.currency);
    throw unexpectedState(
      `Refund amount (${named(amount)}) is greater than unrefunded amount on charge (${named(left)})`,
      'amount_too_large',
      { param: 'amount' },
    );
  }
  const refund = newRefund(work, charge, { amount, reason, metadata });
  payBack(work, charge, refund);
  const kind = cardBehind(charge.payment_method_details?.card?.fingerprint).refunds;
  if (kind === 'pending') refund.status = 'pending';
  if (kind) refund._sandbox = { becomes: kind === 'pending' ? 'succeeded' : 'failed' };
  work.put(refund, kind ? settleAt(work) : null);
  work.put(charge);
  work.emit('refund.created', refund);
  work.emit('charge.refunded', charge);
  return refund;
}

async function refundableCharge(
  work: Work,
  chargeId: string | undefined,
  intentId: string | undefined,
): Promise<Charge> {
  if ((chargeId === undefined) === (intentId === undefined)) {
    throw invalidRequest(
      chargeId === undefined
        ? 'One of the following params should be provided for this request: payment_intent or charge.'
        : 'You may only specify one of these parameters: charge, payment_intent.',
      { code: chargeId === undefined ? 'parameter_missing' : 'parameters_exclusive' },
    );
  }
  if (intentId !== undefined) {
    // Locked before the charge, as everywhere, so that two changes never wait for each other.
    const intent = await work.lock<PaymentIntent>('payment_intent', intentId, 'payment_intent');
    if (intent.status !== 'succeeded' || intent.latest_charge === null) {
      throw unexpectedState(
        `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
        'charge_not_refundable',
      );
    }
    return work.lock<Charge>('charge', intent.latest_charge);
  }
  const charge = await work.lock<Charge>('charge', chargeId ?? '', 'charge');
  if (charge.refunded || charge.captured) return charge;
  throw unexpectedState(
    `Charge ${charge.id} isn't captured: cancel its PaymentIntent instead of refunding it.`,
    'charge_not_refundable',
  );
}

/** https://docs.stripe.com/disputes/how-disputes-work: what was taken back already can't be refunded as well. */
async function refuseDisputed(work: Work, charge: Charge): Promise<void> {
  if (!charge.disputed) return;
  const { rows } = await work.query<{ data: Dispute }>(
    `SELECT data FROM stripe_sandbox.objects WHERE type = 'dispute' AND charge = $1`,
    [charge.id],
  );
  const open = rows.some(({ data }) => data.status !== 'won' && !data.status.startsWith('warning_'));
  if (open)
    throw unexpectedState(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
    );
}

function settleAt(work: Work): number {
  return Date.now() / 1000 + work.settings.refund_settle_seconds;
}
