import { AMEX, INSUFFICIENT_FUNDS, VISA } from '../../support/domain/an-intent.js';
import { hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, keyed, type Desk } from '../../support/application/a-desk.js';

const FOR_GOOD = { ...INSUFFICIENT_FUNDS, advice: 'do_not_try_again', retryable: false } as const;

const declineOnce = (desk: Desk, payment: string) => {
  desk.stripe.will('decline');
  return desk.charge({ payment, amount: usd(100) });
};

describe('charging a card that was declined', () => {
  test('sends nothing, and stores nothing, when its bank advised against it', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    await declineOnce(desk, 'p1');
    const before = desk.booking().toData();
    await expectLaterRefused(desk.charge({ payment: 'p2' }), 'card_must_not_be_retried', { card: VISA.id });
    await expectLaterRefused(desk.placeHold({ payment: 'p2' }), 'card_must_not_be_retried');
    expect(desk.booking().toData()).toEqual(before);
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
  });

  test('takes the money from another card', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    await declineOnce(desk, 'p1');
    await desk.charge({ payment: 'p2', paymentMethod: AMEX.id, amount: usd(100) });
    expect(desk.stripe.taken).toBe(100);
  });

  test('is refused on the customer’s other bookings as well', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    await declineOnce(desk, 'p1');
    await desk.register({
      ids: { booking: 'booking-2', customer: 'customer-2', payment: 'p9' },
      reference: 'T-1002',
    });
    const other = desk.charge({ booking: 'booking-2', payment: 'p2' });
    await expectLaterRefused(other, 'card_must_not_be_retried', { card: VISA.id });
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
  });

  test('leaves the key of a refused decision free for another card', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    await declineOnce(desk, 'p1');
    const idempotency = keyed('k');
    await expectLaterRefused(desk.charge({ payment: 'p2', idempotency }), 'card_must_not_be_retried');
    await desk.charge({ payment: 'p3', idempotency, paymentMethod: AMEX.id, amount: usd(100) });
    expect(desk.stripe.taken).toBe(100);
  });

  test('is told the same again when the declined request is repeated', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    desk.stripe.will('decline');
    const idempotency = keyed('k');
    await desk.charge({ payment: 'p1', idempotency });
    expect(await desk.charge({ payment: 'p2', idempotency })).toMatchObject({
      payment: 'p1',
      repeated: true,
    });
  });

  test('waits after as many retries as Stripe advises', async () => {
    const desk = await aDesk();
    for (let attempt = 1; attempt <= 9; attempt += 1) await declineOnce(desk, `p${attempt}`);
    await expectLaterRefused(desk.charge({ payment: 'p10' }), 'card_retried_too_often', {
      declines: 9,
      try_again_at: hoursAfter(NOW, 24 * 14).toISOString(),
    });
    desk.clock.pass(14 * 24 * 3600);
    await desk.charge({ payment: 'p11', amount: usd(100) });
    expect(desk.stripe.taken).toBe(100);
  });
});

describe('renewing a hold on a card that isn’t the primary one', () => {
  test('looks at what became of that card on the customer’s other bookings', async () => {
    const desk = await aDesk();
    await desk.placeHold({ paymentMethod: AMEX.id, amount: usd(600) });
    desk.clock.pass(3600);
    await desk.register({
      ids: { booking: 'booking-2', customer: 'customer-2', payment: 'p9' },
      reference: 'T-1002',
    });
    desk.stripe.refusal = FOR_GOOD;
    desk.stripe.will('decline');
    await desk.charge({ booking: 'booking-2', payment: 'p3', paymentMethod: AMEX.id, amount: usd(100) });
    await expectLaterRefused(desk.reauthorize(), 'card_must_not_be_retried', { card: AMEX.id });
    expect(desk.stripe.asked('charge')).toEqual(['p1', 'p3']);
    expect(desk.payment('p1').state).toBe('authorized');
  });
});

describe('a booking whose card was declined for good before', () => {
  test('is registered all the same, with nothing sent for it', async () => {
    const desk = await aDesk();
    desk.stripe.refusal = FOR_GOOD;
    await declineOnce(desk, 'p1');
    const ids = { booking: 'booking-2', customer: 'customer-2', payment: 'p9' };
    await desk.register({ ids, reference: 'T-1002', paymentOption: 'charge_now' });
    expect(desk.booking('booking-2').payments).toEqual([]);
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
  });
});
