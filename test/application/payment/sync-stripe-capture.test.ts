import { anIntent, aRefund } from '../../support/domain/an-intent.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, aDeskWithAHold } from '../../support/application/a-desk.js';

describe('what happens in Stripe', () => {
  test('shows on the booking: a capture in full or part', async () => {
    const desk = await aDeskWithAHold();
    const said = desk.stripe.captureThere('p1', usd(450));
    expect(await desk.sync(said)).toEqual({ outcome: 'applied', booking: 'booking-1' });
    expect(desk.booking().amounts).toMatchObject({ captured: usd(450), held: usd(0), chargeable: usd(550) });
    expect(desk.booking().paymentStatus).toBe('partially_charged');
    expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
      type: 'hold_captured',
      cause: { by: { kind: 'stripe' } },
    });
  });

  test('shows on the booking: a cancellation', async () => {
    const desk = await aDeskWithAHold();
    await desk.sync(desk.stripe.cancelThere('p1'));
    expect(desk.payment().state).toBe('released');
    expect(desk.booking().paymentStatus).toBe('not_charged');
  });

  test('shows on the booking: a refund', async () => {
    const desk = await aDesk();
    await desk.charge();
    const report = anIntent(usd(1000)).succeeded({ refunds: [aRefund(usd(300))] });
    await desk.sync({ report, payment: 'p1' });
    expect(desk.booking().amounts).toMatchObject({
      refunded: usd(300),
      waived: usd(300),
      outstanding: usd(0),
    });
    expect(desk.booking().paymentStatus).toBe('partially_refunded');
  });

  test('is found by Stripe’s own id when our metadata is missing', async () => {
    const desk = await aDeskWithAHold();
    const { report } = desk.stripe.captureThere('p1');
    expect(await desk.sync({ report })).toEqual({ outcome: 'applied', booking: 'booking-1' });
    expect(desk.payment().state).toBe('succeeded');
  });

  test('is found by Stripe’s own id when our metadata was made to name another payment of ours', async () => {
    const desk = await aDeskWithAHold();
    await desk.placeHold({ payment: 'p2', amount: usd(100) });
    const { report } = desk.stripe.captureThere('p1');
    expect(await desk.sync({ report, payment: 'p2' })).toEqual({ outcome: 'applied', booking: 'booking-1' });
    expect([desk.payment('p1').state, desk.payment('p2').state]).toEqual(['succeeded', 'authorized']);
  });

  test('is no news the second time, or when it is old', async () => {
    const desk = await aDeskWithAHold();
    const before = desk.stripe.tell('p1');
    const said = desk.stripe.captureThere('p1');
    await desk.sync(said);
    const { version } = desk.booking();
    expect(await desk.sync(said)).toEqual({ outcome: 'nothing_new', booking: 'booking-1' });
    expect(await desk.sync(before)).toEqual({ outcome: 'nothing_new', booking: 'booking-1' });
    expect(desk.booking().version).toBe(version);
    expect(desk.payment().state).toBe('succeeded');
  });

  test('is recorded once when it is told many times at once', async () => {
    const desk = await aDeskWithAHold();
    const said = desk.stripe.captureThere('p1');
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => desk.sync(said)));
    expect(outcomes.filter(({ outcome }) => outcome === 'applied')).toHaveLength(1);
    expect(desk.happenings.filter((type) => type === 'hold_captured')).toHaveLength(1);
  });

  test.each([
    ['names no payment of ours', { report: anIntent(usd(600), 'pi_theirs').succeeded() }],
    ['names one that isn’t here', { report: anIntent(usd(600), 'pi_theirs').succeeded(), payment: 'p9' }],
    [
      'is a copy that carries the id of a payment that has its own',
      { report: anIntent(usd(600), 'pi_copy').succeeded(), payment: 'p1' },
    ],
  ])('is unmatched and changes nothing when it %s', async (_what, said) => {
    const desk = await aDeskWithAHold();
    const { version } = desk.booking();
    expect(await desk.sync(said)).toEqual({ outcome: 'unmatched' });
    expect(desk.booking().version).toBe(version);
  });

  test('is refused when it is about another amount', async () => {
    const desk = await aDesk();
    desk.stripe.will('lose_request');
    await desk.charge();
    const said = { report: anIntent(usd(999)).succeeded(), payment: 'p1' };
    await expectLaterRefused(desk.sync(said), 'report_mismatch');
    expect(desk.payment().state).toBe('in_doubt');
  });
});
