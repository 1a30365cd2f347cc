import fc from 'fast-check';
import { lineAmount, PRICE_LINE_KINDS, type PriceLine } from '../../../src/domain/booking/price-line.js';
import { Price } from '../../../src/domain/booking/price.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { byAna } from '../../support/domain/causes.js';
import { jpy, usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const line = (kind: PriceLine['kind'], description: string, unit: number, quantity = 1): PriceLine => ({
  kind,
  description,
  quantity,
  unitAmount: usd(unit),
});

const KAYAKS = [
  line('service', 'Harbour kayak tour', 4500, 2),
  line('extra', 'Wetsuit', 1500, 2),
  line('discount', 'Returning guest', 1000),
  line('tax', 'VAT', 2530),
];

const anyLines = fc.array(
  fc.record({
    kind: fc.constantFrom(...PRICE_LINE_KINDS),
    description: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `x${text}`),
    quantity: fc.integer({ min: 1, max: 9999 }),
    unitAmount: fc.integer({ min: 0, max: 10_000_000 }).map(usd),
  }),
  { minLength: 1, maxLength: 50 },
);

describe('a price', () => {
  test('is what its lines add up to, discounts taken off', () => {
    expect(Price.of(KAYAKS).total).toEqual(usd(9000 + 3000 - 1000 + 2530));
  });

  test('adds up exactly, whatever its lines, or is refused with both sums', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const sum = (those: readonly PriceLine[]) =>
          those.reduce(
            (all, { quantity, unitAmount }) => all + BigInt(quantity) * BigInt(unitAmount.amount),
            0n,
          );
        const off = sum(lines.filter(({ kind }) => kind === 'discount'));
        const on = sum(lines.filter(({ kind }) => kind !== 'discount'));
        if (off > on) {
          expectRefused(() => Price.of(lines), 'discounts_exceed_price', {
            discounts: Number(off),
            price: Number(on),
          });
        } else expect(BigInt(Price.of(lines).total.amount)).toBe(on - off);
      }),
      reproducibly(200),
    );
  });

  test('still adds up, and to what was asked, after its total is changed on its own', () => {
    fc.assert(
      fc.property(
        anyLines,
        fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 1 }),
        (lines, totals) => {
          fc.pre(isPossible(lines));
          let price = Price.of(lines);
          for (const total of totals) {
            price = price.withTotal(usd(total));
            expect(price.total).toEqual(usd(total));
            expect(Price.of(price.lines).total).toEqual(usd(total));
          }
          expect(price.lines.length).toBeLessThanOrEqual(lines.length + 1);
        },
      ),
      reproducibly(200),
    );
  });

  test('is the fee once it is reduced to one, and as before once that is taken back', () => {
    const agreed = Price.of(KAYAKS);
    const cancelled = agreed.reducedTo(usd(2000), 'cancellation');
    expect(cancelled.total).toEqual(usd(2000));
    expect(cancelled.lines.slice(4).map((each) => [each.kind, each.description, lineAmount(each)])).toEqual([
      ['discount', 'Cancelled', usd(13_530)],
      ['fee', 'Cancellation fee', usd(2000)],
    ]);
    expect(cancelled.withTotal(usd(500)).lines.at(-1)).toMatchObject({ kind: 'fee', unitAmount: usd(500) });
    expect(cancelled.withTotal(usd(500)).withoutReduction().equals(agreed)).toBe(true);
    expect(agreed.reducedTo(usd(0), 'no_show').total).toEqual(usd(0));
  });

  test('refuses lines that say nothing, count nothing or are too many, and names the line', () => {
    const [good] = KAYAKS as [PriceLine];
    expectRefused(() => Price.of([good, line('extra', '  ', 100)]), 'invalid_price_line', {
      line: 2,
      field: 'description',
    });
    expectRefused(() => Price.of([line('extra', 'Wetsuit', 100, 0)]), 'invalid_price_line', { line: 1 });
    expectRefused(() => Price.of([line('extra', 'Wetsuit', 100, 1.5)]), 'invalid_price_line', { line: 1 });
    expectRefused(() => Price.of([]), 'wrong_number_of_lines', { lines: 0, maximum: 50 });
    expectRefused(() => Price.of(Array.from({ length: 51 }, () => good)), 'wrong_number_of_lines');
    expectRefused(() => Price.of([good, { ...good, unitAmount: jpy(100) }]), 'currency_mismatch');
  });

  test('given with a total must agree with it', () => {
    expectRefused(() => Price.agreed('Tour', usd(1000), KAYAKS), 'lines_do_not_add_up', {
      lines: 13_530,
      total: 1000,
    });
    expect(Price.agreed('Tour', usd(13_530), KAYAKS).lines).toHaveLength(4);
    expect(Price.agreed('Tour', usd(1000)).lines).toEqual([line('service', 'Tour', 1000)]);
  });
});

describe('changing the price of a booking', () => {
  test('is told once, with the total before and since, the lines and the reason', () => {
    const booking = aBooking(usd(9000)).build();
    booking.changePrice(KAYAKS, byAna, 'Wetsuits added');
    expect(booking.total).toEqual(usd(13_530));
    expect(booking.events).toMatchObject([
      { type: 'total_changed', from: usd(9000), to: usd(13_530), reason: 'Wetsuits added', lines: KAYAKS },
    ]);
  });

  test('raised makes a balance; lowered below what was taken shows as overpaid', () => {
    const booking = aBooking(usd(9000)).withCharge(usd(9000)).build();
    booking.changePrice(KAYAKS, byAna);
    expect(booking.amounts.outstanding).toEqual(usd(4530));
    booking.changeTotal(usd(7000), byAna);
    expect(booking.amounts.overpaid).toEqual(usd(2000));
    expect(booking.amounts.outstanding).toEqual(usd(0));
    expect(booking.price.lines.at(-1)).toMatchObject({ kind: 'discount', description: 'Price adjustment' });
  });

  test('to lines of the same total is told as such, and to the same lines not at all', () => {
    const booking = aBooking(usd(9000)).build();
    const lines = [line('service', 'Harbour kayak tour', 8000), line('tax', 'VAT', 1000)];
    booking.changePrice(lines, byAna);
    booking.changePrice(lines, byAna);
    expect(booking.events.map(({ type }) => type)).toEqual(['price_lines_changed']);
  });

  test('to nothing, or to another currency, is refused', () => {
    const booking = aBooking(usd(9000)).build();
    expectRefused(() => booking.changePrice([line('service', 'Tour', 0)], byAna), 'amount_not_positive');
    const inYen = [{ ...line('service', 'Tour', 1), unitAmount: jpy(9000) }];
    expectRefused(() => booking.changePrice(inYen, byAna), 'currency_mismatch');
    expect(booking.events).toEqual([]);
  });

  test('survives being stored, with and without lines', () => {
    const plain = aBooking(usd(9000)).build();
    expect(plain.toData().lines).toBeUndefined();
    plain.changePrice(KAYAKS, byAna);
    expect(Booking.restore(plain.toData()).price.equals(Price.of(KAYAKS))).toBe(true);
    plain.changePrice([line('service', 'Harbour kayak tour', 100)], byAna);
    expect(plain.toData().lines).toBeUndefined();
  });
});

describe('correcting the facts of a booking', () => {
  test('is told field by field, and the line of the service follows its name', () => {
    const booking = aBooking(usd(9000)).build();
    const startsAt = new Date('2031-05-01T09:00:00Z');
    booking.changeDetails({ service: 'Sunset tour', startsAt, contact: { phone: '+1 555' } }, byAna);
    expect(booking.about).toMatchObject({
      service: 'Sunset tour',
      startsAt,
      contact: { name: 'Mia Wong', phone: '+1 555' },
    });
    expect(booking.price.lines).toEqual([line('service', 'Sunset tour', 9000)]);
    expect(booking.events).toMatchObject([
      {
        type: 'details_changed',
        changes: [{ field: 'service' }, { field: 'starts_at' }, { field: 'phone' }],
      },
    ]);
    booking.changeDetails({ contact: { phone: '' } }, byAna);
    expect(booking.about.contact.phone).toBeUndefined();
  });

  test('to what they are changes nothing', () => {
    const booking = aBooking().build();
    booking.changeDetails({ service: booking.about.service, contact: {} }, byAna);
    expect(booking.hasChanged).toBe(false);
  });
});

function isPossible(lines: readonly PriceLine[]): boolean {
  try {
    Price.of(lines);
    return true;
  } catch {
    return false;
  }
}
