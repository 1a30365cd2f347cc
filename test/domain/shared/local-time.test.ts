import fc from 'fast-check';
import { dayIn } from '../../../src/domain/shared/calendar-date.js';
import { dayFrom, lastDayReached, momentAt } from '../../../src/domain/shared/local-time.js';
import { reproducibly } from '../../support/domain/properties.js';

/** Half hours of difference, midnights that are skipped or come twice, and an hour in the middle of the night. */
const ZONES = [
  'Europe/Lisbon',
  'America/New_York',
  'Asia/Beirut',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Honolulu',
];

describe('a time of day', () => {
  it('is the moment at which a clock there shows it', () => {
    expect(momentAt('Europe/Lisbon', '2026-06-01', '09:00')).toEqual(new Date('2026-06-01T08:00:00Z'));
    expect(momentAt('Europe/Lisbon', '2026-12-01', '09:00')).toEqual(new Date('2026-12-01T09:00:00Z'));
  });

  it('that the clocks skip counts on from the jump', () => {
    expect(momentAt('America/New_York', '2026-03-08', '02:30')).toEqual(new Date('2026-03-08T07:30:00Z'));
    expect(momentAt('Asia/Beirut', '2026-03-29', '00:00')).toEqual(new Date('2026-03-28T22:00:00Z'));
  });

  it('that comes twice means the first', () => {
    expect(momentAt('America/New_York', '2026-11-01', '01:30')).toEqual(new Date('2026-11-01T05:30:00Z'));
    expect(momentAt('America/Havana', '2026-11-01', '00:30')).toEqual(new Date('2026-11-01T04:30:00Z'));
  });

  it('lies on its day, and later days have it later', () => {
    fc.assert(
      fc.property(zone, anInstant, aTime, (timeZone, instant, time) => {
        const day = dayIn(timeZone, instant);
        const moment = momentAt(timeZone, day, time);
        expect(dayIn(timeZone, moment)).toBe(day);
        expect(momentAt(timeZone, dayFrom(day, 1), time).getTime()).toBeGreaterThan(moment.getTime());
      }),
      reproducibly(400),
    );
  });
});

it('the last day reached is the last on which the time has come', () => {
  fc.assert(
    fc.property(zone, anInstant, aTime, (timeZone, now, time) => {
      const day = lastDayReached(timeZone, now, time);
      expect(momentAt(timeZone, day, time).getTime()).toBeLessThanOrEqual(now.getTime());
      expect(momentAt(timeZone, dayFrom(day, 1), time).getTime()).toBeGreaterThan(now.getTime());
    }),
    reproducibly(400),
  );
});

const zone = fc.constantFrom(...ZONES);
const anInstant = fc
  .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) })
  .map((milliseconds) => new Date(milliseconds));
const aTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
