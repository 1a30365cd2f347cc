import { aDesk, keyed, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

/** Of $10: charges p1 of $3 and p2 of $5, and collection p3 of $2. */
async function aDeskWithThreePayments(): Promise<Desk> {
  const desk = await aDesk();
  await desk.charge({ payment: 'p1', amount: usd(300) });
  await desk.charge({ payment: 'p2', amount: usd(500) });
  await desk.collect({ payment: 'p3', amount: usd(200) });
  return desk;
}

describe('a refund over several payments', () => {
  test('is one decision; each part goes to Stripe under an id of its own, a collection’s to nobody', async () => {
    const desk = await aDeskWithThreePayments();
    const decided = await desk.refundBooking({ note: 'Rained off' });
    expect(decided).toEqual({ booking: 'booking-1', decision: 'decision-1', repeated: false });
    const sent = ['p1', 'p2'].map((payment) => desk.payment(payment).refunds[0]?.operation);
    expect(desk.stripe.asked('refund').sort()).toEqual(sent.sort());
    expect(new Set(sent).size).toBe(2);
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(1000), waived: usd(1000) });
    expect(desk.booking().paymentStatus).toBe('refunded');
    expect(desk.booking().payments.map(({ refunds }) => refunds[0]?.note)).toEqual(
      Array(3).fill('Rained off'),
    );
  });

  test('tells each part’s fate by itself: one that Stripe refuses changes nothing about the others', async () => {
    const desk = await aDeskWithThreePayments();
    desk.stripe.will('refuse');
    await desk.refundBooking({ amount: usd(700) });
    const { payments, amounts } = desk.booking();
    expect(amounts.refunded.amount).toBe(desk.stripe.refunded);
    expect(payments.filter(({ operation }) => operation)).toEqual([]);
    expect(desk.happenings.filter((type) => type === 'operation_refused')).toHaveLength(1);
  });

  test('that isn’t known to have been made is settled payment by payment, under the same ids', async () => {
    const desk = await aDeskWithThreePayments();
    desk.stripe.will('lose_answer');
    await desk.refundBooking({ amount: usd(700) });
    expect(desk.booking().flagsAt(desk.clock.now())).toContain('in_doubt');
    await desk.recover('p1');
    await desk.recover('p2');
    expect(desk.booking().amounts.refunded).toEqual(usd(700));
    expect(desk.stripe.refunded).toBe(700);
  });

  test('that was stored and never sent, since Purser ended, is sent by recovery', async () => {
    const desk = await aDeskWithThreePayments();
    desk.stripe.will('crash_before');
    await expect(desk.refundBooking({ amount: usd(700) })).rejects.toThrow();
    await desk.recover('p1');
    await desk.recover('p2');
    expect(desk.booking().amounts.refunded).toEqual(usd(700));
    expect(desk.stripe.refunded).toBe(700);
  });

  test('is made once for one key, and once when its COMMIT isn’t answered', async () => {
    const desk = await aDeskWithThreePayments();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.refundBooking({ idempotency: keyed('k'), expectedVersion: desk.booking().version });
    const again = await desk.refundBooking({ decision: 'decision-2', idempotency: keyed('k') });
    expect(again).toEqual({ booking: 'booking-1', decision: 'decision-1', repeated: true });
    expect(desk.stripe.refunded).toBe(800);
    expect(desk.booking().amounts.refunded).toEqual(usd(1000));
  });

  test('of more than there is, or on a version that is gone, asks for nothing', async () => {
    const desk = await aDeskWithThreePayments();
    await expectLaterRefused(desk.refundBooking({ amount: usd(1001) }), 'over_refundable', {
      refundable: 1000,
    });
    await expectLaterRefused(desk.refundBooking({ expectedVersion: 1 }), 'booking_changed');
    expect(desk.stripe.asked('refund')).toEqual([]);
    expect(desk.booking().amounts.refunded).toEqual(usd(0));
  });
});

test('a refund of one collection is written down, and nobody is asked', async () => {
  const desk = await aDesk();
  await desk.collect();
  await desk.refund({ amount: usd(150), note: 'From the till' });
  await desk.refund({ amount: usd(150), note: 'From the till' });
  expect(desk.stripe.asked('refund')).toEqual([]);
  expect(desk.booking().amounts).toMatchObject({ collected: usd(400), refunded: usd(150) });
});

describe('saying whether a refund is still owed', () => {
  test('is stored once, and once more when its COMMIT isn’t answered', async () => {
    const desk = await aDesk();
    await desk.charge();
    await desk.refund({ amount: usd(400) });
    const refund = desk.payment().refunds[0]?.id ?? '';
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.decideStillOwed(refund, true, desk.booking().version);
    expect(desk.booking().amounts).toMatchObject({ waived: usd(0), outstanding: usd(400) });
    expect(desk.happenings.filter((type) => type === 'still_owed_decided')).toHaveLength(1);
    await expectLaterRefused(desk.decideStillOwed(refund, false, 1), 'booking_changed');
  });
});
