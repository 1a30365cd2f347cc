import { aDesk, aDeskWithACharge, aDeskWithAHold, Desk, keyed } from '../support/application/a-desk.js';
import { usd } from '../support/domain/money.js';

/** Nobody hears that a decision was stored, so it is decided again: by its id it is known to be the same. */
describe('when the answer to a COMMIT is lost', () => {
  test.each([
    ['in the console, on a version', { expectedVersion: 1 }],
    ['by a program, under a key', { idempotency: keyed('k') }],
  ])('a charge is decided once, sent once and recorded once (%s)', async (_by, wanted) => {
    const desk = await aDesk();
    desk.unitOfWork.loseAnswersToCommits(2);
    const decided = await desk.charge({ amount: usd(600), ...wanted });
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p1', repeated: false });
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.stripe.taken).toBe(600);
    expect(desk.booking().payments.map(({ state }) => state)).toEqual(['succeeded']);
    expect(desk.happenings.slice(1)).toEqual(['charge_requested', 'charge_succeeded']);
  });

  test('a capture is decided once, sent once and recorded once', async () => {
    const desk = await aDeskWithAHold();
    desk.unitOfWork.loseAnswersToCommits(2);
    await desk.capture({ amount: usd(250), expectedVersion: desk.booking().version });
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
    expect(desk.stripe.taken).toBe(250);
    expect(desk.happenings.slice(-2)).toEqual(['capture_requested', 'hold_captured']);
  });

  test('a refund is decided once, sent once and recorded once', async () => {
    const desk = await aDeskWithACharge();
    desk.unitOfWork.loseAnswersToCommits(2);
    await desk.refund({ amount: usd(250), idempotency: keyed('k') });
    expect(desk.stripe.asked('refund')).toEqual(['op-1']);
    expect(desk.booking().amounts.refunded).toEqual(usd(250));
    expect(desk.happenings.slice(-2)).toEqual(['refund_requested', 'refund_changed']);
  });

  test('a refusal that was recorded is recorded once', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('refuse');
    desk.unitOfWork.loseAnswersToCommits(2);
    await desk.capture();
    expect(desk.happenings.slice(-2)).toEqual(['capture_requested', 'operation_refused']);
  });

  test('a booking is registered once', async () => {
    const desk = new Desk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await expect(desk.register()).resolves.toEqual({ booking: 'booking-1', repeated: false });
    expect(desk.happenings).toEqual(['booking_registered']);
  });

  test('a total is changed once, on the version that it was decided on', async () => {
    const desk = await aDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.changeTotal(usd(1500), 1);
    expect(desk.booking().version).toBe(2);
    expect(desk.happenings.slice(1)).toEqual(['total_changed']);
  });

  test.each([
    ['under a version', { expectedVersion: 1 }],
    ['under a key', { idempotency: keyed('k') }],
  ])('a payment is linked once, to the booking that was chosen (%s)', async (_by, wanted) => {
    const desk = await aDesk();
    await desk.sync(desk.stripe.payThere());
    desk.unitOfWork.loseAnswersToCommits(1, { heard: 2 });
    await expect(desk.link(wanted)).resolves.toMatchObject({ booking: 'booking-1', repeated: false });
    expect(desk.happenings.slice(1)).toEqual(['payment_linked']);
  });

  test('what Stripe says is taken in once', async () => {
    const desk = await aDeskWithAHold();
    const said = desk.stripe.captureThere('p1', usd(250));
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.sync(said);
    expect(desk.happenings.filter((type) => type === 'hold_captured')).toHaveLength(1);
  });
});
