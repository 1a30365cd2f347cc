import type { Decline } from '../../../src/domain/payment/decline.js';
import { RETRY_LIMITS, type CardAttempt } from '../../../src/domain/payment/card-retries.js';
import type { CardSummary } from '../../../src/domain/payment/payment-report.js';
import type { Booking } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { AMEX, anIntent, INSUFFICIENT_FUNDS, VISA } from '../../support/domain/an-intent.js';
import { ANA, byAna, byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const STOLEN: Decline = {
  code: 'card_declined',
  declineCode: 'stolen_card',
  message: 'The card was reported stolen.',
  nextStep: 'do_not_retry',
  advice: 'do_not_try_again',
  retryable: false,
};

const days = (count: number) => hoursAfter(NOW, 24 * count);
const on = (at: Date) => ({ by: ANA, at });
let charges = 0;

function charge(booking: Booking, at: Date, card: CardSummary = VISA, elsewhere: CardAttempt[] = []) {
  charges += 1;
  return booking.requestCharge(
    { id: `c${charges}`, amount: usd(10), paymentMethod: card.id, card, attemptsElsewhere: elsewhere },
    on(at),
  );
}

function declinedOn(booking: Booking, at: Date, decline: Decline = INSUFFICIENT_FUNDS, card = VISA): void {
  const payment = charge(booking, at, card);
  booking.recordReport(payment.id, anIntent(usd(10), `pi_${payment.id}`).declined(decline, card), byStripe);
}

describe('a card that was declined', () => {
  test('may be tried again when its bank didn’t say otherwise', () => {
    const booking = aBooking().build();
    declinedOn(booking, NOW);
    expect(charge(booking, NOW).state).toBe('requested');
  });

  test.each<[string, Decline]>([
    ['its bank advised never to try it again', STOLEN],
    ['its code says so and nothing was advised', { ...STOLEN, advice: undefined }],
  ])('is never tried again when %s', (_why, decline) => {
    const booking = aBooking().build();
    declinedOn(booking, NOW, decline);
    const before = booking.toData();
    for (const at of [NOW, days(400)]) {
      expectRefused(() => charge(booking, at), 'card_must_not_be_retried', {
        card: VISA.id,
        decline_code: 'stolen_card',
        try_again_at: null,
      });
      expectRefused(
        () => booking.requestHold({ id: 'h1', paymentMethod: VISA.id, card: VISA }, on(at)),
        'card_must_not_be_retried',
      );
    }
    expect(booking.toData()).toEqual(before);
  });

  test('may be tried again on a hard code when its bank advised so', () => {
    const booking = aBooking().build();
    declinedOn(booking, NOW, {
      ...STOLEN,
      declineCode: 'transaction_not_allowed',
      advice: 'try_again_later',
    });
    expect(charge(booking, NOW).state).toBe('requested');
  });

  test('says nothing of another card', () => {
    const booking = aBooking().build();
    declinedOn(booking, NOW, STOLEN);
    expect(charge(booking, NOW, AMEX).state).toBe('requested');
  });

  test('is the same card when Stripe told its own id for the one that was asked for', () => {
    const booking = aBooking().build();
    const token = { ...VISA, id: 'pm_card_visa' };
    const payment = charge(booking, NOW, token);
    booking.recordReport(payment.id, anIntent(usd(10), 'pi_token').declined(STOLEN, VISA), byStripe);
    for (const card of [token, VISA])
      expectRefused(() => charge(booking, NOW, card), 'card_must_not_be_retried');
  });

  test('may be tried again once it has paid since', () => {
    const booking = aBooking().build();
    const paid: CardAttempt = { paymentMethod: VISA.id, at: days(2) };
    declinedOn(booking, NOW, STOLEN);
    expectRefused(() => charge(booking, days(1)), 'card_must_not_be_retried');
    expect(charge(booking, days(3), VISA, [paid]).state).toBe('requested');
  });

  test('is refused on another booking of the customer’s too', () => {
    const declined: CardAttempt = { paymentMethod: 'pm_other', card: VISA, at: NOW, decline: STOLEN };
    expectRefused(() => charge(aBooking().build(), NOW, VISA, [declined]), 'card_must_not_be_retried');
  });
});

describe('how often a declined card is tried', () => {
  test('counts what is asked for other bookings and isn’t answered yet', () => {
    const underWay = (count: number): CardAttempt[] =>
      Array.from({ length: count }, () => ({ paymentMethod: VISA.id, at: NOW, isUnderWay: true as const }));
    const booking = aBooking().build();
    for (let nth = 0; nth < 6; nth += 1) declinedOn(booking, NOW);
    expectRefused(() => charge(booking, NOW, VISA, underWay(3)), 'card_retried_too_often', {
      declines: 6,
      try_again_at: hoursAfter(NOW, 1 / 60).toISOString(),
    });
    expect(charge(booking, NOW, VISA, underWay(2)).state).toBe('requested');
    // Of one that was never declined nothing is to be feared.
    expect(charge(aBooking().build(), NOW, VISA, underWay(30)).state).toBe('requested');
  });

  test('is bounded by Stripe’s advice: eight retries in two weeks', () => {
    const booking = aBooking().build();
    for (let attempt = 0; attempt < 9; attempt += 1) declinedOn(booking, hoursAfter(NOW, attempt));
    const error = expectRefused(() => charge(booking, days(13)), 'card_retried_too_often', {
      card: VISA.id,
      declines: 9,
      try_again_at: days(14).toISOString(),
    });
    expect(error.message).toContain('9 times');
    expect(charge(booking, days(14)).state).toBe('requested');
  });

  test('is bounded by Visa’s rule: fifteen retries in thirty days', () => {
    const booking = aBooking().build();
    const attempts = Array.from({ length: 16 }, (_, index) => days(index < 8 ? 0 : 15));
    for (const at of attempts) declinedOn(booking, at);
    expectRefused(() => charge(booking, days(29)), 'card_retried_too_often', {
      try_again_at: days(30).toISOString(),
    });
    expect(charge(booking, days(30)).state).toBe('requested');
  });

  test('counts what happened on the customer’s other bookings', () => {
    const booking = aBooking().build();
    const elsewhere = Array.from({ length: 8 }, () => ({
      paymentMethod: VISA.id,
      at: NOW,
      decline: INSUFFICIENT_FUNDS,
    }));
    declinedOn(booking, NOW);
    expectRefused(() => charge(booking, NOW, VISA, elsewhere), 'card_retried_too_often');
    expect(charge(booking, NOW, VISA, elsewhere.slice(1)).state).toBe('requested');
  });

  test('is the same card under another PaymentMethod of the same number', () => {
    const booking = aBooking().build();
    const number = { fingerprint: 'number-1' };
    declinedOn(booking, NOW, STOLEN, { ...VISA, ...number });
    const keptAgain = { ...VISA, id: 'pm_visa_again', ...number };
    expectRefused(() => charge(booking, days(1), keptAgain), 'card_must_not_be_retried', {
      card: keptAgain.id,
    });
    const another = { ...keptAgain, id: 'pm_other', fingerprint: 'number-2' };
    expect(charge(booking, days(1), another).state).toBe('requested');
    const unknown = { ...VISA, id: 'pm_unknown' };
    expect(charge(booking, days(1), unknown).state).toBe('requested');
  });

  test('waits as long as the card’s network asks', () => {
    const booking = aBooking().build();
    declinedOn(booking, NOW, { ...INSUFFICIENT_FUNDS, networkAdviceCode: '25', waitHours: 24 });
    expectRefused(() => charge(booking, hoursAfter(NOW, 23)), 'card_retried_too_often', {
      try_again_at: days(1).toISOString(),
    });
    expect(charge(booking, days(1)).state).toBe('requested');
  });

  test('begins anew once the card has paid', () => {
    const booking = aBooking(usd(1000)).build();
    for (let attempt = 0; attempt < 9; attempt += 1) declinedOn(booking, NOW);
    const paid: CardAttempt = { paymentMethod: VISA.id, at: hoursAfter(NOW, 1) };
    expect(charge(booking, days(1), VISA, [paid]).state).toBe('requested');
  });

  test('is given for each period once, the shortest first', () => {
    const periods = RETRY_LIMITS.map(({ days: period }) => period);
    expect(periods).toEqual([...new Set(periods)].sort((a, b) => a - b));
  });

  test('leaves a charge that was declined by nobody alone', () => {
    const booking = aBooking(usd(1000)).withFailedCharge(usd(10)).withCharge(usd(10)).build();
    expect(booking.requestCharge({ id: 'p9', paymentMethod: VISA.id, card: VISA }, byAna).state).toBe(
      'requested',
    );
  });
});
