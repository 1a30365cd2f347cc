import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
  controls = new StripeControls(purser);
});
afterAll(() => purser?.stop());

const bookingOf = async (id: string) => (await api.get(`/bookings/${id}`)).body;
const disputesOf = async (id: string) => (await bookingOf(id)).payments[0]?.disputes ?? [];

async function charged(amount = 18550) {
  const booking = await api.register();
  const { body } = await api.charge(booking.id, amount);
  return { id: booking.id, payment: body.id, intent: body.stripe_payment_intent ?? '' };
}

describe('a dispute', () => {
  it('is told with its reason, its deadline and what Stripe took, and changes nothing else', async () => {
    const { id, intent } = await charged();
    const before = await bookingOf(id);
    const dispute = await controls.openDispute(intent, 'product_not_received');
    await until(async () => (await disputesOf(id))[0]?.movements.length === 1);
    const there = await purser.running.stripe.disputes.retrieve(dispute);
    const due = new Date((there.evidence_details.due_by ?? 0) * 1000).toISOString();
    const booking = await bookingOf(id);
    expect(booking).toMatchObject({
      disputed: 18550,
      dispute_due_by: due,
      payment_status: 'charged_in_full',
      captured: before.captured,
      refunded: 0,
      outstanding: 0,
    });
    expect(booking.flags).toContain('disputed');
    expect(await disputesOf(id)).toEqual([
      {
        id: dispute,
        amount: 18550,
        status: 'needs_response',
        inquiry: false,
        reason: 'product_not_received',
        evidence_due_by: due,
        evidence_submitted: false,
        movements: [
          expect.objectContaining({
            direction: 'withdrawn',
            amount: 18550,
            fee: 1500,
            fee_returned: 0,
            currency: 'USD',
          }),
        ],
        created_at: new Date(there.created * 1000).toISOString(),
      },
    ]);
  });

  it('that is won gives back what Stripe had taken', async () => {
    const { id, intent } = await charged();
    const dispute = await controls.openDispute(intent);
    await purser.running.stripe.disputes.update(dispute, {
      evidence: { uncategorized_text: 'They were on board.' },
    });
    await until(async () => (await disputesOf(id))[0]?.status === 'under_review');
    expect((await bookingOf(id)).dispute_due_by).toBeNull();
    await controls.closeDispute(dispute, 'won');
    await until(async () => (await disputesOf(id))[0]?.movements.length === 2);
    expect(await disputesOf(id)).toMatchObject([
      {
        status: 'won',
        evidence_submitted: true,
        movements: [
          { direction: 'withdrawn', amount: 18550 },
          { direction: 'reinstated', amount: 18550, fee: 0 },
        ],
      },
    ]);
    expect(await bookingOf(id)).toMatchObject({
      disputed: 0,
      refunded: 0,
      payment_status: 'charged_in_full',
    });
  });

  it('that is lost counts as refunded and waived, of several the parts that were lost', async () => {
    const { id, intent } = await charged();
    const lost = await controls.openDispute(intent, 'fraudulent', 5000);
    await controls.openDispute(intent, 'product_not_received', 3000);
    await until(async () => (await bookingOf(id)).disputed === 8000);
    await purser.running.stripe.disputes.close(lost);
    await until(async () => (await bookingOf(id)).refunded === 5000);
    expect(await bookingOf(id)).toMatchObject({ disputed: 3000, waived: 5000, outstanding: 0 });
  });

  it('that comes after a part was refunded never counts as more than was taken', async () => {
    const { id, payment, intent } = await charged();
    await api.post(`/payments/${payment}/refunds`, { amount: 10000, reason: 'duplicate' }, { key: 'once' });
    const dispute = await controls.openDispute(intent);
    await until(async () => (await bookingOf(id)).disputed === 18550);
    await controls.closeDispute(dispute, 'lost');
    await until(async () => (await bookingOf(id)).disputed === 0);
    expect(await bookingOf(id)).toMatchObject({ captured: 18550, refunded: 18550, waived: 18550 });
  });

  it('may begin as an inquiry, which takes nothing until it becomes one', async () => {
    const { id, intent } = await charged();
    const inquiry = await controls.openDispute(intent, 'inquiry');
    await until(async () => (await bookingOf(id)).disputed === 18550);
    expect(await disputesOf(id)).toMatchObject([{ inquiry: true, status: 'needs_response', movements: [] }]);
    await controls.closeDispute(inquiry, 'won');
    await until(async () => (await disputesOf(id))[0]?.status === 'closed');
    await controls.escalateDispute(inquiry);
    await until(async () => (await disputesOf(id))[0]?.movements.length === 1);
    expect(await disputesOf(id)).toMatchObject([{ inquiry: false, status: 'needs_response' }]);
  });

  it('ends the same when its events come late, repeated and in the wrong order', async () => {
    const { id, intent } = await charged();
    await controls.webhooks('hold');
    const dispute = await controls.openDispute(intent);
    await purser.running.stripe.disputes.update(dispute, { evidence: { uncategorized_text: 'Here.' } });
    await controls.closeDispute(dispute, 'won');
    await controls.deliver('reversed', 2);
    await controls.webhooks('normal');
    await until(async () => (await disputesOf(id))[0]?.movements.length === 2);
    expect(await disputesOf(id)).toMatchObject([{ status: 'won', evidence_submitted: true }]);
    expect(await bookingOf(id)).toMatchObject({ disputed: 0, refunded: 0 });
  });
});
