import { LocalTimes } from '../../../src/application/shared/local-times.js';
import { offsetAt } from '../../../src/domain/shared/zoned-time.js';

describe('a time for a file', () => {
  it.each([
    ['Europe/Lisbon', '2026-11-28T16:30:00Z', '2026-11-28T16:30:00+00:00', '2026-11-28'],
    ['Europe/Lisbon', '2026-06-30T23:30:59.999Z', '2026-07-01T00:30:59+01:00', '2026-07-01'],
    ['Pacific/Honolulu', '2026-11-25T09:59:59Z', '2026-11-24T23:59:59-10:00', '2026-11-24'],
    ['Asia/Kathmandu', '2026-11-25T18:15:00Z', '2026-11-26T00:00:00+05:45', '2026-11-26'],
    ['America/St_Johns', '2026-01-01T00:00:00Z', '2025-12-31T20:30:00-03:30', '2025-12-31'],
    ['UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00+00:00', '2026-01-01'],
  ])('in %s, %s is %s', (zone, moment, time, day) => {
    const times = new LocalTimes(zone);
    expect(times.time(new Date(moment))).toBe(time);
    expect(times.day(new Date(moment))).toBe(day);
  });

  it('tells the two hours apart that the clocks show twice, and skips the one they skip', () => {
    const lisbon = new LocalTimes('Europe/Lisbon');
    const at = (moment: string) => lisbon.time(new Date(moment));
    expect(at('2026-10-25T00:30:00Z')).toBe('2026-10-25T01:30:00+01:00');
    expect(at('2026-10-25T01:30:00Z')).toBe('2026-10-25T01:30:00+00:00');
    expect(at('2026-03-29T00:59:59Z')).toBe('2026-03-29T00:59:59+00:00');
    expect(at('2026-03-29T01:00:00Z')).toBe('2026-03-29T02:00:00+01:00');
  });

  it('always names the moment that it was made of, by the clocks of the zone', () => {
    const zones = ['Europe/Lisbon', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    for (const zone of zones) {
      const times = new LocalTimes(zone);
      for (let hour = 0; hour < 24 * 400; hour += 3) {
        const moment = new Date(Date.UTC(2026, 0, 1, hour, 13, 5));
        const told = times.time(moment);
        expect(new Date(told)).toEqual(moment);
        const wall = Date.parse(`${told.slice(0, 19)}Z`);
        expect([zone, told, wall - moment.getTime()]).toEqual([zone, told, offsetAt(moment.getTime(), zone)]);
      }
    }
  });
});
