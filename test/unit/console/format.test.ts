import { Format } from '../../../src/interfaces/admin/views/format.js';

const formatOf = (locale: string) => new Format({ locale, timeZone: 'Europe/Lisbon', currency: 'USD' });
const MOMENT = new Date('2026-11-28T16:30:00Z');

describe('dates in the console', () => {
  it.each([
    ['en-GB', 'Sat 28 Nov 2026, 16:30', 'Sat 28 Nov, 16:30', 'Sat 28 Nov 2026'],
    ['en-US', 'Sat, Nov 28, 2026, 04:30 PM', 'Sat, Nov 28, 04:30 PM', 'Sat, Nov 28, 2026'],
    ['de-DE', 'Sa., 28. Nov. 2026, 16:30', 'Sa., 28. Nov., 16:30', 'Sa., 28. Nov. 2026'],
  ])('are written one way with a year and without it (%s)', (locale, full, short, day) => {
    const format = formatOf(locale);
    const said = [format.dateTime(MOMENT), format.shortDateTime(MOMENT, MOMENT), format.day('2026-11-28')];
    expect(said.map((text) => text.replaceAll(/\s/g, ' '))).toEqual([full, short, day]);
  });
});
