import { DomainError } from '../../domain/shared/domain-error.js';

const UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 604_800 };
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/i;
/** Stripe opened in 2010: https://stripe.com/newsroom/information */
const EARLIEST = Date.UTC(2010, 0, 1);

export class PeriodRefused extends DomainError {
  override readonly name = 'PeriodRefused';
  constructor(
    readonly field: 'since' | 'until',
    message: string,
  ) {
    super('invalid', 'invalid_period', message, { field });
  }
}

/**
 * From `since` to `until`, which is now unless given. Either is a time ago (12h, 30d, 2w), a day (2026-11-01, from
 * midnight UTC) or a point in time (2026-11-01T09:30:00Z). Throws PeriodRefused, saying what is wrong.
 */
export function periodFrom(
  since: string,
  until: string | undefined,
  now: Date,
): { since: Date; until: Date } {
  const from = pointInTime('since', since, now);
  const to = until === undefined ? now : pointInTime('until', until, now);
  if (from.getTime() < EARLIEST) throw new PeriodRefused('since', 'since is before Stripe was there (2010).');
  if (from.getTime() >= now.getTime()) throw new PeriodRefused('since', 'since must lie in the past.');
  if (from.getTime() >= to.getTime()) throw new PeriodRefused('until', 'until must be later than since.');
  return { since: from, until: to.getTime() > now.getTime() ? now : to };
}

function pointInTime(field: 'since' | 'until', text: string, now: Date): Date {
  const given = text.trim();
  const ago = /^(\d{1,5})([hdw])$/i.exec(given);
  if (ago) return new Date(now.getTime() - Number(ago[1]) * (UNITS[ago[2]?.toLowerCase() ?? ''] ?? 0) * 1000);
  const moment = DAY.test(given) ? new Date(`${given}T00:00:00Z`) : new Date(given);
  const isRead = DAY.test(given) || INSTANT.test(given);
  // The 30th of February is read as the 2nd of March.
  const slipped =
    DAY.test(given) && !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) !== given;
  if (isRead && !Number.isNaN(moment.getTime()) && !slipped) return moment;
  throw new PeriodRefused(
    field,
    `${field} is “${given.slice(0, 40)}”; expected a time ago such as 12h, 30d or 2w, a day such as 2026-11-01, or a point in time such as 2026-11-01T09:30:00Z.`,
  );
}
