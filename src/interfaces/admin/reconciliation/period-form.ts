import { PeriodRefused, periodFrom } from '../../../application/reconciliation/period.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { wallTime, zonedTime } from '../../../domain/shared/zoned-time.js';

const CHOICES = [
  ['24h', 'The last 24 hours'],
  ['7d', 'The last 7 days'],
  ['30d', 'The last 30 days'],
  ['90d', 'The last 90 days'],
  ['own', 'From one day to another'],
] as const;
const USUAL = '7d';

/** What was chosen and typed, as the form shows it again. */
export interface TypedPeriod {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
}

export interface PeriodProblem {
  readonly field: 'from' | 'to';
  readonly message: string;
}

export function typedPeriod(fields: FormFields, now: Date, timeZone: string): TypedPeriod {
  const today = wallTime(now, timeZone).slice(0, 10);
  const period = textOf(fields, 'period');
  return {
    period: CHOICES.find(([value]) => value === period)?.[0] ?? USUAL,
    from: 'from' in fields ? textOf(fields, 'from') : today,
    to: 'to' in fields ? textOf(fields, 'to') : today,
    dryRun: textOf(fields, 'dry_run') === 'yes',
  };
}

/** The period in question; days are those of the business, and the last one counts in full. */
export function periodOf(
  { period, from, to }: TypedPeriod,
  now: Date,
  timeZone: string,
): { since: Date; until: Date } | PeriodProblem {
  try {
    if (period !== 'own') return periodFrom(period, undefined, now);
    const since = startOfDay(from, timeZone);
    if (!since) return { field: 'from', message: 'Choose a day.' };
    const until = startOfDay(dayAfter(to), timeZone);
    if (!until) return { field: 'to', message: 'Choose a day.' };
    if (since >= now) return { field: 'from', message: 'Choose a day that has begun.' };
    if (until <= since) return { field: 'to', message: 'Choose the first day or a later one.' };
    return periodFrom(since.toISOString(), until.toISOString(), now);
  } catch (error) {
    if (!(error instanceof PeriodRefused)) throw error;
    return { field: error.field === 'since' ? 'from' : 'to', message: error.message };
  }
}

export function periodFormView(typed: TypedPeriod, problem?: PeriodProblem) {
  return {
    ...typed,
    choices: CHOICES.map(([value, label]) => ({ value, label, chosen: value === typed.period })),
    problems: problem ? { [problem.field]: problem.message } : {},
  };
}

function startOfDay(day: string, timeZone: string): Date | undefined {
  // Where the clocks skip midnight, the day begins an hour later.
  return zonedTime(`${day}T00:00`, timeZone) ?? zonedTime(`${day}T01:00`, timeZone);
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(next.getTime())) return '';
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
