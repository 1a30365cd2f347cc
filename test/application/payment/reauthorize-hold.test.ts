import { aDeskWithAHold, keyed } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';

describe('renewing a hold', () => {
  test('places the new one first and then gives the old one back', async () => {
    const desk = await aDeskWithAHold();
    const decided = await desk.reauthorize();
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p2', repeated: false });
    expect(desk.booking().payments.map(({ state }) => state)).toEqual(['released', 'authorized']);
    expect(desk.stripe.held).toBe(600);
    expect(desk.stripe.asked('release')).toEqual([desk.payment('p2').replaces?.release]);
  });

  test.each(['decline', 'refuse'] as const)('keeps the old one when Stripe says %s', async (behaviour) => {
    const desk = await aDeskWithAHold();
    desk.stripe.will(behaviour);
    await desk.reauthorize();
    expect(desk.payment('p1')).toMatchObject({ state: 'authorized', operation: undefined });
    expect(desk.stripe.asked('release')).toEqual([]);
    expect(desk.stripe.held).toBe(600);
  });

  test('whose answer was lost is settled by recovery, and the old one is given back then', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('lose_answer');
    await desk.reauthorize();
    expect(desk.booking().payments.map(({ state }) => state)).toEqual(['authorized', 'in_doubt']);
    await desk.recover('p2');
    expect(desk.payment('p1').operation?.kind).toBe('release');
    await desk.recover('p1');
    expect(desk.booking().payments.map(({ state }) => state)).toEqual(['released', 'authorized']);
    expect(desk.stripe.held).toBe(600);
  });

  test.each(['crash_before', 'crash_after'] as const)(
    'survives the end of Purser (%s)',
    async (behaviour) => {
      const desk = await aDeskWithAHold();
      desk.stripe.will(behaviour);
      await expect(desk.reauthorize()).rejects.toThrow();
      await desk.recover('p2');
      await desk.recover('p1');
      expect(desk.booking().payments.map(({ state }) => state)).toEqual(['released', 'authorized']);
      expect(desk.stripe.held).toBe(600);
    },
  );

  test('is decided once for one key, and once when its COMMIT isn’t answered', async () => {
    const desk = await aDeskWithAHold();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.reauthorize({ idempotency: keyed('k') });
    const again = await desk.reauthorize({ payment: 'p3', idempotency: keyed('k') });
    expect(again).toMatchObject({ payment: 'p2', repeated: true });
    expect(desk.stripe.asked('charge')).toEqual(['p1', 'p2']);
    expect(desk.stripe.held).toBe(600);
    expect(desk.booking().amounts.held).toEqual(usd(600));
  });
});
