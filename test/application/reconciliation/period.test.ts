import { PeriodRefused, periodFrom } from '../../../src/application/reconciliation/period.js';

const NOW = new Date('2026-11-25T12:00:00Z');

function period(since: string, until?: string): [string, string] {
  const { since: from, until: to } = periodFrom(since, until, NOW);
  return [from.toISOString(), to.toISOString()];
}

describe('a period to check', () => {
  it.each([
    ['12h', undefined, '2026-11-25T00:00:00.000Z', '2026-11-25T12:00:00.000Z'],
    ['30d', '1d', '2026-10-26T12:00:00.000Z', '2026-11-24T12:00:00.000Z'],
    ['2W', undefined, '2026-11-11T12:00:00.000Z', '2026-11-25T12:00:00.000Z'],
    ['2026-11-01', '2026-11-02', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'],
    ['2026-11-01T09:30:00+01:00', undefined, '2026-11-01T08:30:00.000Z', '2026-11-25T12:00:00.000Z'],
    ['1d', '2030-01-01', '2026-11-24T12:00:00.000Z', '2026-11-25T12:00:00.000Z'],
  ])('from %s until %s is read as meant, and ends now at the latest', (since, until, from, to) => {
    expect(period(since, until)).toEqual([from, to]);
  });

  it.each([
    ['yesterday', undefined, 'since'],
    ['', undefined, 'since'],
    ['0d', undefined, 'since'],
    ['-3d', undefined, 'since'],
    ['2026-02-30', undefined, 'since'],
    ['2026-11-01T09:30:00', undefined, 'since'],
    ['1999-12-31', undefined, 'since'],
    ['2027-01-01', undefined, 'since'],
    ['1d', 'tomorrow', 'until'],
    ['1d', '2d', 'until'],
    ['1d', '1d', 'until'],
  ])('from %j until %j is refused for its %s', (since, until, field) => {
    expect(() => period(since, until)).toThrow(PeriodRefused);
    try {
      period(since, until);
    } catch (error) {
      expect(error).toMatchObject({ field, code: 'invalid_period' });
    }
  });
});
