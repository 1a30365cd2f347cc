import type { ReconciliationWithFindings } from '../../../application/reconciliation/get-reconciliation.query.js';
import type { SweepOutlook } from '../../../application/reconciliation/get-sweep-outlook.query.js';
import type { ReconciliationPage } from '../../../application/reconciliation/list-reconciliations.query.js';
import type {
  DeepPart,
  FindingOutcome,
  FindingView,
  FoundDifference,
  ReconciliationKind,
  ReconciliationView,
} from '../../../application/reconciliation/reconciliation.views.js';
import type { DifferingAmount } from '../../../domain/payment/payment-differences.js';
import { PAYMENT_STATE, type Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';

const KINDS: Readonly<Record<ReconciliationKind, string>> = {
  events: 'Sweep of events',
  deep: 'Check of a period',
  holds: 'Look at overdue holds',
};

const PARTS: Readonly<Record<DeepPart, string>> = {
  payments: 'Reading payments',
  refunds: 'Reading refunds',
  disputes: 'Reading disputes',
  ours: 'Looking up our own payments',
  open: 'Looking up open holds',
};

const AMOUNTS: Readonly<Record<DifferingAmount, string>> = {
  captured: 'Captured',
  refunded: 'Refunded',
  held: 'Held',
  disputed: 'Disputed',
};

const OUTCOMES: Readonly<Record<FindingOutcome, Badge>> = {
  found: { tone: 'warn', icon: 'half', label: 'Not put right' },
  healed: { tone: 'good', icon: 'check', label: 'Put right' },
  refused: { tone: 'bad', icon: 'bang', label: 'Couldn’t be put right' },
  missing: { tone: 'bad', icon: 'cross', label: 'Not in Stripe' },
};

/** An open run is looked at again so often. */
const REFRESH_MS = 1500;

export function listView({ rows, nextCursor }: ReconciliationPage, outlook: SweepOutlook, isFirst: boolean) {
  return {
    rows: rows.map(runView),
    sweep: outlook,
    paging: {
      any: !isFirst || nextCursor !== undefined,
      first: isFirst ? undefined : '/reconciliation',
      next: nextCursor && `/reconciliation?cursor=${nextCursor}`,
    },
  };
}

export function showView(run: ReconciliationWithFindings, format: Format, isFirst: boolean) {
  const path = `/reconciliation/${run.id}`;
  return {
    run: runView(run),
    findings: run.findings.map((finding) => findingView(finding, format)),
    none: run.findings.length === 0 && isFirst,
    paging: {
      any: !isFirst || run.nextCursor !== undefined,
      first: isFirst ? undefined : path,
      next: run.nextCursor && `${path}?cursor=${run.nextCursor}`,
    },
    refresh: isOpen(run) ? REFRESH_MS : undefined,
  };
}

function runView(run: ReconciliationView) {
  const { startedAt, finishedAt } = run;
  return {
    ...run,
    href: `/reconciliation/${run.id}`,
    what: KINDS[run.kind],
    badge: resultOf(run),
    open: isOpen(run),
    isSweep: run.kind !== 'deep',
    doing: run.part && PARTS[run.part],
    took: startedAt && finishedAt && run.kind === 'deep' ? duration(startedAt, finishedAt) : undefined,
    left: run.drifted - run.healed,
    canRepair: run.kind === 'deep' && run.dryRun && run.state === 'done' && run.drifted > 0,
  };
}

function isOpen({ state }: ReconciliationView): boolean {
  return state === 'waiting' || state === 'running' || state === 'interrupted';
}

function resultOf({ state, drifted, healed, dryRun }: ReconciliationView): Badge {
  switch (state) {
    case 'waiting':
      return { tone: 'info', icon: 'clock', label: 'Waiting' };
    case 'running':
      return { tone: 'info', icon: 'clock', label: 'Running' };
    case 'interrupted':
      return { tone: 'warn', icon: 'clock', label: 'Goes on by itself' };
    case 'failed':
      return { tone: 'bad', icon: 'bang', label: 'Failed' };
    case 'done':
      if (drifted === 0) return { tone: 'good', icon: 'check', label: 'Nothing differed' };
      if (dryRun) return { tone: 'warn', icon: 'half', label: `${drifted} differed` };
      if (healed === drifted) return { tone: 'good', icon: 'check', label: `${healed} put right` };
      return { tone: 'bad', icon: 'bang', label: `${healed} of ${drifted} put right` };
  }
}

function findingView(finding: FindingView, format: Format) {
  return {
    ...finding,
    href: `/bookings/${finding.booking.id}`,
    badge: OUTCOMES[finding.outcome],
    lines: finding.differences.map((difference) => lineOf(difference, finding.currency, format)),
    missedEvents: finding.events.join(', '),
  };
}

function lineOf(difference: FoundDifference, currency: string, format: Format) {
  if (difference.what === 'state') {
    const label = 'Payment';
    return {
      label,
      before: PAYMENT_STATE[difference.before].label,
      after: PAYMENT_STATE[difference.after].label,
    };
  }
  return {
    label: AMOUNTS[difference.what],
    before: format.money(difference.before, currency),
    after: format.money(difference.after, currency),
  };
}

/** "40 s", "3 min 5 s" */
function duration(from: Date, to: Date): string {
  const seconds = Math.round((to.getTime() - from.getTime()) / 1000);
  if (seconds < 1) return 'under 1 s';
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
