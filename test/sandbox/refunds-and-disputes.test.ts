import type Stripe from 'stripe';
import { until } from '../support/until.js';
import { errorOf, idOf, sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

let desk: SandboxUnderTest;
beforeAll(async () => {
  desk = await sandboxUnderTest();
  await desk.control('POST', 'settings', { refund_settle_seconds: 0.2 });
});
afterAll(() => desk.stop());

const paid = (card: string) =>
  desk.stripe.paymentIntents.create({ amount: 10_000, currency: 'usd', payment_method: card, confirm: true });
const chargeOf = async (intent: Stripe.PaymentIntent) =>
  desk.stripe.charges.retrieve(idOf(intent.latest_charge), { expand: ['refunds'] });

describe('a refund', () => {
  it('gives back a part, then the rest, and never more', async () => {
    const intent = await paid('pm_card_visa');
    const part = await desk.stripe.refunds.create({
      payment_intent: intent.id,
      amount: 3000,
      reason: 'requested_by_customer',
      metadata: { why: 'rain' },
    });
    expect(part).toMatchObject({
      status: 'succeeded',
      amount: 3000,
      reason: 'requested_by_customer',
      metadata: { why: 'rain' },
      payment_intent: intent.id,
      balance_transaction: expect.stringMatching(/^txn_/),
    });
    const tooMuch = desk.stripe.refunds.create({ charge: idOf(intent.latest_charge), amount: 7001 });
    expect(await errorOf(tooMuch)).toMatchObject({
      statusCode: 400,
      code: 'amount_too_large',
      param: 'amount',
    });

    const rest = await desk.stripe.refunds.create({ payment_intent: intent.id });
    expect(rest.amount).toBe(7000);
    const again = desk.stripe.refunds.create({ payment_intent: intent.id });
    expect(await errorOf(again)).toMatchObject({ code: 'charge_already_refunded' });

    expect(await chargeOf(intent)).toMatchObject({
      amount_refunded: 10_000,
      refunded: true,
      refunds: { data: [{ id: rest.id }, { id: part.id }], has_more: false },
    });
    const { data } = await desk.stripe.refunds.list({ payment_intent: intent.id });
    expect(data.map((refund) => refund.id)).toEqual([rest.id, part.id]);
    const changed = await desk.stripe.refunds.update(part.id, { metadata: { why: '', who: 'Ana' } });
    expect(changed.metadata).toEqual({ who: 'Ana' });
    expect(await errorOf(desk.stripe.refunds.cancel(part.id))).toMatchObject({ statusCode: 400 });
  });

  it('of a hold captured in part gives back only what was taken', async () => {
    const held = await desk.stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      capture_method: 'manual',
    });
    expect(await errorOf(desk.stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({
      code: 'charge_not_refundable',
    });
    await desk.stripe.paymentIntents.capture(held.id, { amount_to_capture: 6000 });
    const refund = await desk.stripe.refunds.create({ payment_intent: held.id });
    expect(refund.amount).toBe(6000);
    const books = await desk.control<{ payment_intents: { id: string }[] }>('GET', 'books');
    expect(books.payment_intents.find(({ id }) => id === held.id)).toMatchObject({
      amount: 10_000,
      amount_received: 6000,
      amount_refunded: 6000,
      status: 'succeeded',
    });
  });

  it('can be pending first', async () => {
    const intent = await paid('pm_card_pendingRefund');
    const refund = await desk.stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe('pending');
    await until(async () => (await desk.stripe.refunds.retrieve(refund.id)).status === 'succeeded');
    expect(await chargeOf(intent)).toMatchObject({ refunded: true, amount_refunded: 10_000 });
  });

  it('can fail a while after it seemed to succeed, and the money is ours again', async () => {
    const intent = await paid('pm_card_refundFail');
    const refund = await desk.stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe('succeeded');
    await until(async () => (await desk.stripe.refunds.retrieve(refund.id)).status === 'failed');
    expect(await desk.stripe.refunds.retrieve(refund.id)).toMatchObject({
      failure_reason: 'expired_or_canceled_card',
      failure_balance_transaction: expect.stringMatching(/^txn_/),
    });
    expect(await chargeOf(intent)).toMatchObject({ refunded: false, amount_refunded: 0 });
    const { data: events } = await desk.stripe.events.list({ types: ['refund.failed', 'refund.updated'] });
    expect(events.map((event) => event.type)).toEqual(
      expect.arrayContaining(['refund.failed', 'refund.updated']),
    );
  });
});

describe('a dispute', () => {
  it('takes the money at once, and gives it back when won', async () => {
    const intent = await paid('pm_card_createDispute');
    const { data } = await desk.stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([
      { amount: 10_000, status: 'needs_response', reason: 'fraudulent', charge: intent.latest_charge },
    ]);
    expect((await chargeOf(intent)).disputed).toBe(true);
    expect(await errorOf(desk.stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_disputed',
    });
    const id = data[0]?.id ?? '';
    const won = await desk.control('POST', `disputes/${id}/close`, { status: 'won' });
    expect(won).toMatchObject({
      status: 'won',
      balance_transactions: [{ amount: -10_000 }, { amount: 10_000 }],
    });
    await expect(desk.control('POST', `disputes/${id}/close`, { status: 'lost' })).rejects.toThrow('400');
  });

  it('is lost with Stripe’s own words for it', async () => {
    const intent = await paid('pm_card_createDisputeProductNotReceived');
    const { data } = await desk.stripe.disputes.list({ charge: idOf(intent.latest_charge) });
    const lost = await desk.stripe.disputes.update(data[0]?.id ?? '', {
      evidence: { uncategorized_text: 'losing_evidence' },
    });
    expect(lost).toMatchObject({ status: 'lost', reason: 'product_not_received' });
  });

  it('is in the books, open first and lost then', async () => {
    const intent = await paid('pm_card_createDispute');
    const booked = async () => {
      const books = await desk.control<{ payment_intents: { id: string }[] }>('GET', 'books');
      return books.payment_intents.find(({ id }) => id === intent.id);
    };
    expect(await booked()).toMatchObject({ amount_disputed: 10_000, amount_lost: 0 });
    const { data } = await desk.stripe.disputes.list({ payment_intent: intent.id });
    await desk.control('POST', `disputes/${data[0]?.id}/close`, { status: 'lost' });
    expect(await booked()).toMatchObject({ amount_disputed: 0, amount_lost: 10_000, amount_refunded: 0 });
  });

  it('is only asked about in an inquiry, which moves no money', async () => {
    const intent = await paid('pm_card_createDisputeInquiry');
    const { data } = await desk.stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([
      { status: 'warning_needs_response', balance_transactions: [], is_charge_refundable: true },
    ]);
    expect(await desk.stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount: 10_000 });
  });

  it('of a part takes that part and a fee, and gives the part back when it is won', async () => {
    const intent = await paid('pm_card_visa');
    const opened = await desk.control<Stripe.Dispute>('POST', 'disputes', {
      payment_intent: intent.id,
      kind: 'product_not_received',
      amount: 4_000,
    });
    expect(opened).toMatchObject({
      amount: 4_000,
      status: 'needs_response',
      balance_transactions: [{ type: 'adjustment', amount: -4_000, fee: 1_500, net: -5_500 }],
    });
    await desk.control('POST', `disputes/${opened.id}/close`, { status: 'won' });
    expect(await desk.stripe.disputes.retrieve(opened.id)).toMatchObject({
      balance_transactions: [{ amount: -4_000 }, { amount: 4_000, fee: 0 }],
    });
    const tooMuch = { payment_intent: intent.id, amount: 10_001 };
    await expect(desk.control('POST', 'disputes', tooMuch)).rejects.toThrow('400');
  });

  it('may be what an inquiry becomes, closed or not', async () => {
    const intent = await paid('pm_card_createDisputeInquiry');
    const { data } = await desk.stripe.disputes.list({ payment_intent: intent.id });
    const id = data[0]?.id ?? '';
    await desk.control('POST', `disputes/${id}/close`, { status: 'won' });
    expect(await desk.stripe.disputes.retrieve(id)).toMatchObject({ status: 'warning_closed' });
    await desk.control('POST', `disputes/${id}/escalate`, {});
    expect(await desk.stripe.disputes.retrieve(id)).toMatchObject({
      status: 'needs_response',
      balance_transactions: [{ amount: -10_000, fee: 1_500 }],
    });
    await expect(desk.control('POST', `disputes/${id}/escalate`, {})).rejects.toThrow('400');
  });
});
