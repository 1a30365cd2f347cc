import { anIntent } from '../../support/domain/an-intent.js';
import { ANA, BEN } from '../../support/domain/causes.js';
import { eur, usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, aDeskWithAHold, keyed, type Desk } from '../../support/application/a-desk.js';

/** A desk that has heard of a payment of $4 made in Stripe for the customer of booking-1. */
async function aDeskWithAnUnmatchedPayment(): Promise<{
  desk: Desk;
  said: ReturnType<Desk['stripe']['payThere']>;
}> {
  const desk = await aDesk();
  const said = desk.stripe.payThere({ description: 'For T-1001' });
  await desk.sync(said);
  return { desk, said };
}

describe('a payment made in Stripe', () => {
  test('for one of our customers is set aside, once, with what Stripe knows of it', async () => {
    const { desk, said } = await aDeskWithAnUnmatchedPayment();
    const again = await desk.sync(said);
    expect(desk.unmatched).toHaveLength(1);
    const [found] = desk.unmatched;
    expect(again).toEqual({ outcome: 'set_aside', unmatched: found?.id });
    expect(found?.isWorthLinking).toBe(true);
    expect(found?.toData()).toMatchObject({
      customer: 'customer-1',
      stripeCustomer: 'cus_customer-1',
      description: 'For T-1001',
      payment: { id: found?.id, kind: 'charge', state: 'succeeded', captured: usd(400) },
    });
    expect(desk.booking().version).toBe(1);
  });

  test('is set aside once when it is told many times at once', async () => {
    const desk = await aDesk();
    const said = desk.stripe.payThere();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => desk.sync(said)));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['set_aside']));
    expect(desk.unmatched).toHaveLength(1);
  });

  test('is followed: a refund, or that it was given back', async () => {
    const desk = await aDesk();
    await desk.sync(desk.stripe.payThere({ name: 'charge' }));
    await desk.sync(desk.stripe.payThere({ name: 'hold', kind: 'hold' }));
    await desk.sync(desk.stripe.refundThere('charge', usd(150)));
    await desk.sync(desk.stripe.cancelThere('hold'));
    const [charged, held] = desk.unmatched;
    expect(charged?.toData().payment.refunds).toMatchObject([{ amount: usd(150) }]);
    expect(charged?.isWorthLinking).toBe(true);
    expect(held?.toData().payment.state).toBe('released');
    expect(held?.isWorthLinking).toBe(false);
  });

  test('for somebody who is no customer of ours is left alone', async () => {
    const desk = await aDesk();
    expect(await desk.sync(desk.stripe.payThere({ stripeCustomer: 'cus_stranger' }))).toEqual({
      outcome: 'unmatched',
    });
    expect(desk.unmatched).toEqual([]);
  });

  test.each([
    ['was only tried', anIntent(usd(400), 'pi_9').declined()],
    ['waits for the customer', anIntent(usd(400), 'pi_9').needsAuthentication()],
    ['was canceled', anIntent(usd(400), 'pi_9').canceled()],
  ])('that %s is not worth anybody’s time', async (_what, report) => {
    const desk = await aDesk();
    const { origin } = desk.stripe.payThere();
    expect(await desk.sync({ report, origin })).toEqual({ outcome: 'unmatched' });
    expect(desk.unmatched).toEqual([]);
  });

  test('that carries a copy of our metadata is set aside like any other', async () => {
    const desk = await aDeskWithAHold();
    const copy = { ...desk.stripe.payThere(), payment: 'p1' };
    expect(await desk.sync(copy)).toMatchObject({ outcome: 'set_aside' });
    expect(desk.payment().state).toBe('authorized');
  });
});

describe('linking it to a booking', () => {
  test('brings the booking to it, by whoever linked it', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    const decided = await desk.link();
    const [found] = desk.unmatched;
    expect(decided).toEqual({ booking: 'booking-1', payment: found?.id, repeated: false });
    expect(desk.booking().amounts).toMatchObject({ captured: usd(400), outstanding: usd(600) });
    expect(desk.booking().paymentStatus).toBe('partially_charged');
    expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
      type: 'payment_linked',
      cause: { by: ANA },
    });
    expect(found?.linked).toMatchObject({ booking: 'booking-1', reference: 'T-1001', by: ANA });
  });

  test('makes the booking follow what is done with it in Stripe afterwards', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    await desk.link();
    const outcome = await desk.sync(desk.stripe.refundThere('theirs', usd(400)));
    expect(outcome).toEqual({ outcome: 'applied', booking: 'booking-1' });
    expect(desk.booking().paymentStatus).toBe('refunded');
  });

  test('links what Stripe says now, not what was heard last', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    desk.stripe.refundThere('theirs', usd(100));
    await desk.link();
    expect(desk.booking().amounts).toMatchObject({ captured: usd(400), refunded: usd(100) });
  });

  test('is refused when nothing is left to link by now, and it is listed no more', async () => {
    const desk = await aDesk();
    await desk.sync(desk.stripe.payThere({ kind: 'hold' }));
    desk.stripe.cancelThere('theirs');
    await expectLaterRefused(desk.link(), 'nothing_to_link', { state: 'released' });
    expect(desk.booking().payments).toEqual([]);
    expect(desk.unmatched[0]?.isWorthLinking).toBe(false);
  });

  test('is done once, and says where it was linked to', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    await desk.register({ ids: { booking: 'booking-2', customer: 'c', payment: 'p9' }, reference: 'T-1002' });
    await desk.link();
    for (const booking of ['booking-1', 'booking-2']) {
      await expectLaterRefused(desk.link({ booking, by: BEN }), 'already_linked', {
        booking: 'booking-1',
        reference: 'T-1001',
      });
    }
    expect(desk.booking('booking-2').payments).toEqual([]);
  });

  test('is done once when two people do it at once', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    await desk.register({ ids: { booking: 'booking-2', customer: 'c', payment: 'p9' }, reference: 'T-1002' });
    const outcomes = await Promise.allSettled([desk.link(), desk.link({ booking: 'booking-2', by: BEN })]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const linked = ['booking-1', 'booking-2'].flatMap((id) => desk.booking(id).payments);
    expect(linked).toHaveLength(1);
  });

  test('while Stripe tells of it leaves nothing untold', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    const refunded = desk.stripe.refundThere('theirs', usd(150));
    const [outcome] = await Promise.all([desk.sync(refunded), desk.link()]);
    expect(['set_aside', 'applied', 'nothing_new']).toContain(outcome.outcome);
    expect(desk.booking().amounts).toMatchObject({ captured: usd(400), refunded: usd(150) });
  });

  test('is repeated under its key without a second decision, even while Stripe can’t be reached', async () => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    const idempotency = keyed('link-1');
    await desk.link({ idempotency });
    desk.stripe.will('be_unavailable');
    expect(await desk.link({ idempotency })).toMatchObject({ booking: 'booking-1', repeated: true });
    expect(desk.booking().payments).toHaveLength(1);
    await expectLaterRefused(
      desk.link({ idempotency: keyed('link-1', 'another') }),
      'idempotency_key_reused',
    );
  });

  test.each([
    ['a booking in another currency', 'currency_mismatch', { booking: 'booking-eur' }],
    ['a booking that isn’t there', 'booking_not_found', { booking: 'nothing' }],
    ['a booking that has changed since', 'booking_changed', { expectedVersion: 7 }],
  ])('to %s is refused, and can be done better', async (_what, code, wanted) => {
    const { desk } = await aDeskWithAnUnmatchedPayment();
    const ids = { booking: 'booking-eur', customer: 'c', payment: 'p9' };
    await desk.register({ ids, reference: 'T-EUR', total: eur(1000) });
    await expectLaterRefused(desk.link(wanted), code);
    expect(desk.booking('booking-eur').payments).toEqual([]);
    await desk.link();
    expect(desk.booking().payments).toHaveLength(1);
  });

  test('is over once our id in its metadata has taken it to a booking', async () => {
    const desk = await aDesk();
    desk.stripe.will('lose_request');
    await desk.charge();
    const said = desk.stripe.payThere({ amount: usd(1000) });
    await desk.sync(said);
    expect(await desk.sync({ ...said, payment: 'p1' })).toMatchObject({ outcome: 'applied' });
    expect(desk.unmatched[0]?.linked).toMatchObject({ booking: 'booking-1', by: { kind: 'stripe' } });
    await expectLaterRefused(desk.link(), 'already_linked', { booking: 'booking-1' });
    expect(desk.booking().payments).toHaveLength(1);
  });

  test('of what was never found says so', async () => {
    const desk = await aDesk();
    await expectLaterRefused(desk.link({ unmatched: 'nothing' }), 'unmatched_payment_not_found');
  });
});
