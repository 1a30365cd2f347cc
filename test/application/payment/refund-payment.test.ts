import { aDeskWithACharge, keyed, type Desk } from '../../support/application/a-desk.js';
import type { Behaviour } from '../../support/application/fake-stripe.js';
import { BEN } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

async function aRefundThatMet(...behaviours: Behaviour[]): Promise<Desk> {
  const desk = await aDeskWithACharge();
  desk.stripe.will(...behaviours);
  await desk.refund({ amount: usd(250), stillOwed: true }).catch(() => undefined);
  return desk;
}

describe('refunding a payment', () => {
  test('gives back all that was taken unless an amount is given', async () => {
    const desk = await aDeskWithACharge();
    const decided = await desk.refund({ by: BEN });
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p1', operation: 'op-1', repeated: false });
    expect(desk.stripe.refunded).toBe(600);
    expect(desk.booking().amounts).toMatchObject({
      refunded: usd(600),
      waived: usd(600),
      outstanding: usd(400),
    });
    expect(desk.unitOfWork.stored.events.slice(-2)).toMatchObject([
      { type: 'refund_requested', cause: { by: BEN } },
      { type: 'refund_changed', cause: { by: BEN } },
    ]);
  });

  test('is stored under its own id before Stripe is asked with that id as the key', async () => {
    const desk = await aDeskWithACharge();
    desk.stripe.whenAsked = ({ key }) => {
      expect(desk.payment().operation).toMatchObject({ id: key, kind: 'refund', amount: usd(250) });
      expect(desk.booking().amounts.refunded).toEqual(usd(0));
    };
    await desk.refund({ operation: 'op-7', amount: usd(250) });
    expect(desk.stripe.asked('refund')).toEqual(['op-7']);
  });

  test('leaves the customer owing it when they are said to', async () => {
    const desk = await aDeskWithACharge();
    await desk.refund({ amount: usd(250), stillOwed: true });
    expect(desk.booking().amounts).toMatchObject({ waived: usd(0), outstanding: usd(650) });
  });

  test.each([
    ['over what was taken', { amount: usd(601) }, 'over_refundable', { refundable: 600 }],
    ['nothing', { amount: usd(0) }, 'amount_not_positive', {}],
    ['below what Stripe accepts', { amount: usd(49) }, 'amount_not_accepted', { minimum: 50 }],
    ['decided on a stale version', { expectedVersion: 1 }, 'booking_changed', { expected: 1, current: 3 }],
  ])('is refused and not stored when it is %s', async (_what, wanted, code, details) => {
    const desk = await aDeskWithACharge();
    await expectLaterRefused(desk.refund(wanted), code, details);
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.stripe.asked('refund')).toEqual([]);
  });

  test('is one refund for one key, however many ask at once', async () => {
    const desk = await aDeskWithACharge();
    const wanted = { amount: usd(100), idempotency: keyed('k') };
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => desk.refund({ operation: `op-${n}`, ...wanted })),
    );
    expect(new Set(all.map(({ operation }) => operation)).size).toBe(1);
    expect(desk.stripe.refunded).toBe(100);
  });

  test('that Stripe refuses gives nothing back, and says why', async () => {
    const desk = await aRefundThatMet('refuse');
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.payment().toData().note).toBe('Stripe said no.');
    expect(desk.happenings.at(-1)).toBe('operation_refused');
    expect(desk.stripe.refunded).toBe(0);
  });
});

describe('recovering a refund', () => {
  test.each(['lose_request', 'lose_answer', 'be_unavailable', 'crash_before', 'crash_after'] as const)(
    'gives the money back once, under one key (%s)',
    async (behaviour) => {
      const desk = await aRefundThatMet(behaviour);
      expect(desk.payment().operation).toMatchObject({ id: 'op-1' });
      await desk.recover();
      expect(new Set(desk.stripe.asked('refund'))).toEqual(new Set(['op-1']));
      expect(desk.stripe.refunded).toBe(250);
      expect(desk.payment().operation).toBeUndefined();
      expect(desk.booking().amounts).toMatchObject({ refunded: usd(250), waived: usd(0) });
    },
  );

  test('finds one that was made when the key keeps an error', async () => {
    const desk = await aRefundThatMet('save_an_error');
    await desk.recover();
    expect(desk.stripe.refunded).toBe(250);
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(250), waived: usd(0) });
  });

  test('concludes that nothing was given back when the key keeps an error and no refund is there', async () => {
    const desk = await aRefundThatMet('break_off');
    await desk.recover();
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.happenings.at(-1)).toBe('operation_refused');
    expect(desk.stripe.refunded).toBe(0);
  });

  test('never asks again once the key may be gone', async () => {
    const desk = await aRefundThatMet('lose_request');
    desk.letTheKeysGo();
    desk.stripe.forgetKeys();
    await desk.recover();
    expect(desk.stripe.asked('refund')).toEqual(['op-1']);
    expect(desk.payment().operation).toBeUndefined();
  });

  test('takes its outcome from an event that comes before the answer', async () => {
    const desk = await aDeskWithACharge();
    desk.stripe.whileAnswering = async () => void (await desk.sync(desk.stripe.tell('p1')));
    await desk.refund({ amount: usd(250), stillOwed: true });
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(250), waived: usd(0) });
    expect(desk.happenings.filter((type) => type === 'refund_changed')).toHaveLength(1);
  });

  test('leaves one made in Stripe meanwhile apart from ours', async () => {
    const desk = await aRefundThatMet('lose_request');
    await desk.sync(desk.stripe.refundThere('p1', usd(250)));
    expect(desk.payment().operation).toMatchObject({ id: 'op-1' });
    await desk.recover();
    expect(desk.stripe.refunded).toBe(500);
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(500), waived: usd(250) });
  });
});
