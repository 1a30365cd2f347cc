import { jpy, usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk } from '../../support/application/a-desk.js';

describe('changing a booking’s total', () => {
  test('is stored with a new version and its event', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1500), 1);
    expect(desk.booking().total).toEqual(usd(1500));
    expect(desk.booking().version).toBe(2);
    expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
      type: 'total_changed',
      from: usd(1000),
      to: usd(1500),
      cause: { at: desk.clock.now() },
    });
  });

  test('needs no version when none is expected', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1500));
    expect(desk.booking().total).toEqual(usd(1500));
  });

  test('is refused on a stale version, in another currency, and to nothing', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1500), 1);
    await expectLaterRefused(desk.changeTotal(usd(1600), 1), 'booking_changed', { expected: 1, current: 2 });
    await expectLaterRefused(desk.changeTotal(jpy(1600), 2), 'currency_mismatch');
    await expectLaterRefused(desk.changeTotal(usd(0), 2), 'amount_not_positive');
    expect(desk.booking().version).toBe(2);
  });

  test('is refused on a stale version even to what it is by now', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1500), 1);
    await expectLaterRefused(desk.changeTotal(usd(1500), 1), 'booking_changed');
  });

  test('to what it is leaves the version as it was', async () => {
    const desk = await aDesk();
    await desk.changeTotal(usd(1000), 1);
    expect(desk.booking().version).toBe(1);
  });

  test('by many at once on one version happens once', async () => {
    const desk = await aDesk();
    const outcomes = await Promise.allSettled(
      [1100, 1200, 1300].map((total) => desk.changeTotal(usd(total), 1)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(desk.booking().version).toBe(2);
  });
});
