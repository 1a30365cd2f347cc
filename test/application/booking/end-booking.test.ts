import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, keyed, type Desk } from '../../support/application/a-desk.js';

/** Charge p1 of $3 and hold p2 of $5 on a booking of $10. */
async function aPaidDesk(): Promise<Desk> {
  const desk = await aDesk();
  await desk.charge({ payment: 'p1', amount: usd(300) });
  await desk.placeHold({ payment: 'p2', amount: usd(500) });
  return desk;
}

const FEE = { fee: usd(700), holds: 'capture_fee', taken: 'refund' } as const;
const asked = (desk: Desk, ...calls: string[]) =>
  desk.stripe.requests.filter(({ call }) => calls.includes(call)).map(({ call, key }) => `${call} ${key}`);

describe('cancelling a booking', () => {
  test('gives back what was taken and what is held', async () => {
    const desk = await aPaidDesk();
    await expect(desk.end()).resolves.toEqual({ decision: 'd1', repeated: false });
    const { life, amounts } = desk.booking();
    expect(life).toBe('cancelled');
    expect(amounts).toMatchObject({
      total: usd(0),
      refunded: usd(300),
      held: usd(0),
      outstanding: usd(0),
      overpaid: usd(0),
    });
    expect(asked(desk, 'release', 'refund').sort()).toEqual(['refund end-2', 'release end-1']);
  });

  test('keeps a fee, out of what was taken and then out of the hold', async () => {
    const desk = await aPaidDesk();
    await desk.end({ terms: FEE });
    expect(desk.booking().amounts).toMatchObject({ captured: usd(700), held: usd(0), outstanding: usd(0) });
    expect(desk.payment('p2').captured).toEqual(usd(400));
  });

  test('stores the decision and all that it asks for before Stripe is asked for any of it', async () => {
    const desk = await aPaidDesk();
    const seen: string[][] = [];
    desk.stripe.whileAnswering = () => {
      seen.push(desk.booking().payments.map(({ operation }) => operation?.kind ?? 'none'));
      return Promise.resolve();
    };
    await desk.end();
    expect(seen[0]).toEqual(['refund', 'release']);
  });

  test('is done once, however often it is sent under a key', async () => {
    const desk = await aPaidDesk();
    const idempotency = keyed('k');
    await desk.end({ idempotency });
    await expect(desk.end({ idempotency, decision: 'd2' })).resolves.toEqual({
      decision: 'd1',
      repeated: true,
    });
    expect(asked(desk, 'release', 'refund')).toHaveLength(2);
    await expectLaterRefused(desk.end({ decision: 'd3' }), 'booking_status', { booking_status: 'cancelled' });
  });

  test('is done once when nobody hears of its commits', async () => {
    const desk = await aPaidDesk();
    desk.unitOfWork.loseAnswersToCommits(3);
    await expect(desk.end({ expectedVersion: desk.booking().version })).resolves.toMatchObject({
      repeated: false,
    });
    expect(desk.happenings.filter((type) => type === 'booking_cancelled')).toHaveLength(1);
    expect(asked(desk, 'release', 'refund')).toHaveLength(2);
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(300), held: usd(0) });
  });

  test('is finished by recovery where Purser ended in between', async () => {
    const desk = await aPaidDesk();
    desk.unitOfWork.crashAfter(1);
    await expect(desk.end()).rejects.toThrow();
    desk.unitOfWork.comeBack();
    expect(desk.booking().life).toBe('cancelled');
    expect(desk.booking().payments.every(({ operation }) => operation)).toBe(true);
    desk.clock.pass(60);
    await desk.recover('p1');
    await desk.recover('p2');
    expect(desk.booking().amounts).toMatchObject({ refunded: usd(300), held: usd(0), overpaid: usd(0) });
  });

  test('stands when Stripe refuses a part of it, which can then be asked for again', async () => {
    const desk = await aPaidDesk();
    desk.stripe.will('refuse');
    desk.stripe.will('refuse');
    await desk.end();
    const booking = desk.booking();
    expect(booking.life).toBe('cancelled');
    expect(booking.amounts).toMatchObject({ overpaid: usd(300), held: usd(500), outstanding: usd(0) });
    await desk.refund({ payment: 'p1', operation: 'again-1' });
    await desk.release({ payment: 'p2', operation: 'again-2' });
    expect(desk.booking().amounts).toMatchObject({ overpaid: usd(0), held: usd(0) });
  });

  test('asks for nothing when it is refused, and says why', async () => {
    const desk = await aPaidDesk();
    const { version } = desk.booking();
    await expectLaterRefused(desk.end({ expectedVersion: version - 1 }), 'booking_changed');
    await expectLaterRefused(desk.end({ terms: { ...FEE, fee: usd(1001) } }), 'fee_over_price');
    await expectLaterRefused(desk.end({ terms: { ...FEE, fee: usd(301) } }), 'amount_not_accepted');
    expect(desk.booking().version).toBe(version);
    expect(asked(desk, 'release', 'refund', 'capture')).toEqual([]);
  });
});

describe('what else becomes of a booking', () => {
  test('is stored once, with who said so', async () => {
    const desk = await aDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.changeLife({ expectedVersion: 1, reason: 'All on board.' });
    expect(desk.booking().life).toBe('completed');
    expect(desk.booking().version).toBe(2);
    expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
      type: 'booking_completed',
      reason: 'All on board.',
    });
  });
});
