import { parseArgs } from 'node:util';
import { PeriodRefused, periodFrom } from '../../application/reconciliation/period.js';

export const USAGE = `Checks a period against Stripe: lists what Stripe has, compares it with the bookings, puts right what differs.

  npm run reconcile -- --since 30d [--until 2026-11-01] [--dry-run]

  --since    where the period begins: a time ago (12h, 30d, 2w), a day (2026-11-01, from midnight UTC)
             or a point in time (2026-11-01T09:30:00Z)
  --until    where it ends, in the same forms; now unless given
  --dry-run  only look and report

Ends with 0 when nothing differed or all of it was put right, 1 when something is left or the check failed, 2 when it
was asked for wrongly. It works beside a running Purser, which then does it; otherwise it is done here.
`;

/** What is wrong with how the command was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface WantedCheck {
  readonly since: Date;
  readonly until: Date;
  readonly dryRun: boolean;
}

/** `help` when that was asked for. Throws UsageError. */
export function wantedCheck(given: readonly string[], now: Date): WantedCheck | 'help' {
  const { since, until, help, ...flags } = read(given);
  if (help) return 'help';
  if (since === undefined)
    throw new UsageError('--since is missing: say where the period begins, as in --since 30d.');
  try {
    return { ...periodFrom(since, until, now), dryRun: flags['dry-run'] ?? false };
  } catch (error) {
    if (error instanceof PeriodRefused) throw new UsageError(`--${error.message}`);
    throw error;
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        since: { type: 'string' },
        until: { type: 'string' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
