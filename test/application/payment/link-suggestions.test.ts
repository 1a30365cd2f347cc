import type { BookingRow } from '../../../src/application/booking/booking.views.js';
import {
  mentionsIn,
  rankSearched,
  rankSuggestions,
} from '../../../src/application/payment/link-suggestions.js';
import type { UnmatchedPaymentView } from '../../../src/application/payment/unmatched-payment.views.js';
import { hoursAfter, NOW } from '../../support/domain/causes.js';

const MIA = { id: 'customer-1', name: 'Mia Wong', email: 'mia@example.com' };

const found: Omit<UnmatchedPaymentView, 'suggestions'> = {
  id: 'u1',
  paymentIntent: 'pi_1',
  state: 'succeeded',
  currency: 'USD',
  amount: 4000,
  captured: 4000,
  refunded: 0,
  customer: { ...MIA, stripeCustomer: 'cus_1' },
  madeAt: NOW,
};

function aRow(id: string, wanted: Partial<BookingRow> = {}): BookingRow {
  const amounts = { total: 9000, captured: 0, collected: 0, refunded: 0, waived: 0, disputed: 0, held: 0 };
  return {
    id,
    reference: id.toUpperCase(),
    version: 1,
    service: 'Harbour kayak tour',
    startsAt: hoursAfter(NOW, 48),
    paymentOption: 'later',
    paymentStatus: 'not_charged',
    life: 'scheduled',
    flags: [],
    registeredAt: NOW,
    customer: MIA,
    currency: 'USD',
    ...amounts,
    inFlight: 0,
    outstanding: 9000,
    overpaid: 0,
    chargeable: 9000,
    ...wanted,
  };
}

const ranked = (payment: Partial<typeof found>, ...rows: BookingRow[]) =>
  rankSuggestions({ ...found, ...payment }, rows).map(({ booking, reasons }) => [booking.id, ...reasons]);

describe('the bookings suggested for a payment', () => {
  test('are those whose reference it names, then those that owe exactly this, then the customer’s others', () => {
    const stranger = { id: 'customer-2', name: 'Ben Osei', email: 'ben@example.com' };
    expect(
      ranked(
        { description: 'Deposit for b4, thanks!' },
        aRow('b1', { outstanding: 0 }),
        aRow('b2'),
        aRow('b3', { outstanding: 4000 }),
        aRow('b4', { customer: stranger }),
      ),
    ).toEqual([
      ['b4', 'reference'],
      ['b3', 'outstanding', 'customer'],
      ['b2', 'customer'],
      ['b1', 'customer'],
    ]);
  });

  test('are, among equals, those that start nearest to the payment first', () => {
    const [soon, later] = [aRow('soon'), aRow('later', { startsAt: hoursAfter(NOW, 500) })];
    expect(ranked({}, later, soon)).toEqual([
      ['soon', 'customer'],
      ['later', 'customer'],
    ]);
  });

  test('are never in another currency, nor a stranger’s that happens to owe as much', () => {
    const stranger = { id: 'customer-2', name: 'Ben Osei', email: 'ben@example.com' };
    expect(
      ranked(
        {},
        aRow('euro', { currency: 'EUR' }),
        aRow('theirs', { customer: stranger, outstanding: 4000 }),
      ),
    ).toEqual([]);
  });

  test('are named by the metadata too', () => {
    expect(ranked({ namedBooking: 'b1' }, aRow('b1'))).toEqual([['b1', 'reference', 'customer']]);
  });

  test.each([
    ['what is kept of it', { captured: 4000, refunded: 1000 }, 3000],
    ['what is held', { state: 'authorized' as const, captured: 0 }, 4000],
  ])('owe exactly %s', (_what, payment, outstanding) => {
    expect(ranked(payment, aRow('b1', { outstanding }))).toEqual([['b1', 'outstanding', 'customer']]);
  });
});

test.each([
  ['LX-1042', 'LX-1042'],
  ['Rest of lx-1042.', 'LX-1042'],
  ['for booking #LX-1042 (kayak)', 'LX-1042'],
  ['Sea tour 12 deposit', 'Sea tour 12'],
  ['A reference of many words in it', 'A reference of many words in it'],
])('“%s” may mean %s', (description, reference) => {
  expect(mentionsIn(description)).toContain(reference);
});

describe('the bookings that were searched for', () => {
  test('begin with the very reference, then those that owe exactly this, then the customer’s own', () => {
    const stranger = { id: 'customer-2', name: 'Ben Osei', email: 'ben@example.com' };
    const rows = [
      aRow('t-100', { customer: stranger }),
      aRow('t-10', { outstanding: 0, customer: stranger }),
      aRow('t-101'),
      aRow('t-102', { outstanding: 4000, customer: stranger }),
      aRow('t-103', { outstanding: 4000, currency: 'EUR', customer: stranger }),
    ];
    const order = rankSearched(found, ' T-10', rows).map(({ id }) => id);
    expect(order).toEqual(['t-10', 't-102', 't-101', 't-100', 't-103']);
  });

  test('or begin with those of the very e-mail address', () => {
    const exact = { id: 'customer-2', name: 'Ben Osei', email: 'Ben@example.com' };
    const alike = { id: 'customer-3', name: 'Reuben Osei', email: 'reuben@example.com' };
    const rows = [aRow('t-1', { outstanding: 4000, customer: alike }), aRow('t-2', { customer: exact })];
    expect(rankSearched(found, 'ben@example.com', rows).map(({ id }) => id)).toEqual(['t-2', 't-1']);
  });
});
