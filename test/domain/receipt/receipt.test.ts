import { recipientOf } from '../../../src/domain/receipt/receipt-errors.js';
import { receiptOf, type ReceiptSubject } from '../../../src/domain/receipt/receipt.js';
import { aBooking, type BookingBuilder } from '../../support/domain/a-booking.js';
import { byAna, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const LATER = hoursAfter(NOW, 5);
const P1 = { payment: 'p1' };

function receipt(booking: BookingBuilder, subject: ReceiptSubject = P1, entry = {}) {
  return receiptOf(booking.build(), subject, { number: 'R-1001', ...entry }, LATER);
}

describe('the receipt for a payment', () => {
  it('says what was taken, when, by which card, and how the booking stands as of now', () => {
    const takenAt = hoursAfter(NOW, 1);
    expect(receipt(aBooking().withCharge(usd(600)), P1, { takenAt })).toMatchObject({
      number: 'R-1001',
      of: 'payment',
      payment: 'p1',
      booking: { reference: 'T-1001', service: 'Harbour kayak tour' },
      customer: { name: 'Mia Wong', email: 'mia@example.com' },
      lines: [],
      total: usd(1000),
      amount: usd(600),
      at: takenAt,
      card: { brand: 'visa', last4: '4242' },
      stripeReference: 'pi_1',
      givenBack: [],
      standing: { asOf: LATER, paid: usd(600), outstanding: usd(400) },
    });
  });

  it('is for what was captured of a hold, not for what was held', () => {
    const { amount, standing } = receipt(aBooking().withCapturedHold(usd(600), usd(250)));
    expect(amount).toEqual(usd(250));
    expect(standing.outstanding).toEqual(usd(750));
  });

  it('tells what was given back of it since, also what is still on its way, and not what failed', () => {
    const booking = aBooking()
      .withCharge(usd(600))
      .withRefund(usd(100))
      .withRefund(usd(50), { status: 'pending' })
      .withRefund(usd(10), { status: 'failed' });
    expect(receipt(booking).givenBack).toEqual([
      { amount: usd(100), at: NOW, isOnItsWay: false },
      { amount: usd(50), at: NOW, isOnItsWay: true },
    ]);
    expect(receipt(booking).standing.paid).toEqual(usd(450));
  });

  it('of a collection names the way it was paid as the business calls it, the day, and nothing of Stripe', () => {
    const cash = receipt(aBooking().withCollection(usd(300)), P1, { methodLabel: 'Cash at the pier' });
    expect(cash).toMatchObject({ amount: usd(300), day: '2026-06-01', method: 'Cash at the pier' });
    expect(cash).not.toHaveProperty('at');
    expect(cash).not.toHaveProperty('card');
    expect(cash).not.toHaveProperty('stripeReference');
  });

  it('keeps what staff noted to themselves', () => {
    const booking = aBooking().build();
    const collected = { id: 'p1', amount: usd(100), method: { code: 'cash', label: 'Cash' } };
    const days = { receivedOn: '2026-06-01', today: '2026-06-01' };
    booking.recordCollection({ ...collected, ...days, note: 'A difficult customer' }, byAna);
    expect(JSON.stringify(receiptOf(booking, P1, { number: 'R-1' }, LATER))).not.toContain('difficult');
  });

  it.each([
    ['requested', aBooking().withRequestedCharge(usd(600))],
    ['processing', aBooking().withProcessingCharge(usd(600))],
    ['in_doubt', aBooking().withChargeInDoubt(usd(600))],
    ['requires_action', aBooking().withChargeRequiringAction(usd(600))],
    ['declined', aBooking().withDeclinedCharge(usd(600))],
    ['failed', aBooking().withFailedCharge(usd(600))],
    ['authorized', aBooking().withHold(usd(600))],
    ['released', aBooking().withReleasedHold(usd(600))],
  ])('isn’t there for one that is %s, and says so', (state, booking) => {
    expectRefused(() => receipt(booking), 'no_receipt', { state });
  });

  it('isn’t there for a collection that was a mistake', () => {
    const booking = aBooking().withCollection(usd(300)).build();
    booking.reverseCollection('p1', 'reversal-1', 'Entered twice', byAna);
    const entry = { number: 'R-1001' };
    expectRefused(() => receiptOf(booking, P1, entry, LATER), 'no_receipt', { state: 'reversed' });
  });

  it('isn’t there for a payment that isn’t', () => {
    expectRefused(() => receipt(aBooking()), 'payment_not_found');
  });
});

describe('the receipt for a refund', () => {
  it('says what was given back, of which payment, and what is still owed', () => {
    const booking = aBooking().withCharge(usd(600)).withRefund(usd(200), { stillOwed: true });
    expect(receipt(booking, { refund: 're_p1_1' })).toMatchObject({
      of: 'refund',
      payment: 'p1',
      refund: 're_p1_1',
      amount: usd(200),
      at: NOW,
      card: { last4: '4242' },
      stripeReference: 're_p1_1',
      standing: { paid: usd(400), outstanding: usd(600) },
    });
  });

  it.each(['pending', 'failed', 'canceled'] as const)('isn’t there for one that is %s', (status) => {
    const booking = aBooking().withCharge(usd(600)).withRefund(usd(200), { status });
    expectRefused(() => receipt(booking, { refund: 're_p1_1' }), 'no_receipt', { state: status });
  });

  it('isn’t there for a refund that isn’t', () => {
    expectRefused(() => receipt(aBooking().withCharge(usd(600)), { refund: 're_none' }), 'refund_not_found');
  });
});

describe('where a receipt goes', () => {
  it('is one address', () => {
    expect(recipientOf(' mia@example.com ')).toBe('mia@example.com');
  });
  it.each(['', 'mia', 'mia@example', 'a@b.com, c@d.com', 'a b@example.com', `${'a'.repeat(250)}@b.com`])(
    'and not “%s”',
    (typed) => {
      expectRefused(() => recipientOf(typed), 'recipient_not_accepted', { field: 'email' });
    },
  );
});
