import fc from 'fast-check';
import { momentOf, reachOf, type Timing } from '../../../src/domain/rule/timing.js';
import { dayIn } from '../../../src/domain/shared/calendar-date.js';
import { reproducibly } from '../../support/domain/properties.js';

const ZONES = ['Europe/Lisbon', 'America/New_York', 'Asia/Beirut', 'America/Havana', 'Australia/Lord_Howe'];

describe('days before a start', () => {
  const timing: Timing = { side: 'before', unit: 'days', count: 14, at: '09:00' };

  it('are calendar days there, through a change of the clocks', () => {
    const start = new Date('2026-04-05T18:00:00Z');
    expect(momentOf(timing, start, 'Europe/Lisbon')).toEqual(new Date('2026-03-22T09:00:00Z'));
    expect(momentOf({ ...timing, count: 1 }, start, 'Europe/Lisbon')).toEqual(
      new Date('2026-04-04T08:00:00Z'),
    );
  });

  it('count from the day that it is there, not in UTC', () => {
    const lateEvening = new Date('2026-06-02T02:00:00Z');
    expect(dayIn('America/New_York', lateEvening)).toBe('2026-06-01');
    expect(momentOf({ ...timing, count: 0 }, lateEvening, 'America/New_York')).toEqual(
      new Date('2026-06-01T13:00:00Z'),
    );
  });
});

it('what is due by a moment is exactly what starts before its reach', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      aTiming(),
      anInstant(),
      fc.integer({ min: -3000, max: 3000 }),
      (timeZone, timing, now, minutes) => {
        const reach = reachOf(timing, now, timeZone);
        for (const anchor of [
          new Date(reach.getTime() + minutes * 60_000),
          reach,
          new Date(reach.getTime() - 1),
        ]) {
          const isDue = momentOf(timing, anchor, timeZone) <= now;
          expect(isDue).toBe(anchor < reach);
        }
      },
    ),
    reproducibly(800),
  );
});

it('what starts later is never due earlier', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      aTiming(),
      anInstant(),
      fc.nat({ max: 5 * 24 * 3600 }),
      (timeZone, timing, anchor, seconds) => {
        const later = new Date(anchor.getTime() + seconds * 1000);
        expect(momentOf(timing, later, timeZone).getTime()).toBeGreaterThanOrEqual(
          momentOf(timing, anchor, timeZone).getTime(),
        );
      },
    ),
    reproducibly(400),
  );
});

function aTiming(): fc.Arbitrary<Timing> {
  const side = fc.constantFrom('before' as const, 'after' as const);
  const at = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  return fc.oneof(
    fc.record({
      side,
      unit: fc.constant('days' as const),
      count: fc.integer({ min: 0, max: 365 }),
      at,
    }),
    fc.record({ side, unit: fc.constant('hours' as const), count: fc.integer({ min: 0, max: 720 }) }),
  );
}

function anInstant(): fc.Arbitrary<Date> {
  return fc
    .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) })
    .map((milliseconds) => new Date(milliseconds));
}
