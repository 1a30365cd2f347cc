import { expiryOf } from '../../../src/domain/customer/card.js';

describe('a card', () => {
  const now = new Date('2026-11-30T23:59:59Z');

  test.each([
    [10, 2026, 'expired'],
    [12, 2025, 'expired'],
    [11, 2026, 'expiring'],
    [12, 2026, 'expiring'],
    [1, 2027, undefined],
    [11, 2027, undefined],
  ])('good to %i/%i is, in November 2026: %s', (expMonth, expYear, expiry) => {
    expect(expiryOf({ expMonth, expYear }, now)).toBe(expiry);
  });

  test('of December is still good in December, and over in January', () => {
    const card = { expMonth: 12, expYear: 2026 };
    expect(expiryOf(card, new Date('2026-12-31T23:59:59Z'))).toBe('expiring');
    expect(expiryOf(card, new Date('2027-01-01T00:00:00Z'))).toBe('expired');
  });

  test('that nobody knows the end of has none', () => {
    expect(expiryOf({}, now)).toBeUndefined();
  });
});
