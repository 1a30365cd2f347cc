import type {
  DeepPart,
  FindingOutcome,
  FindingView,
  FoundDifference,
  ReconciliationView,
} from '../../application/reconciliation/reconciliation.views.js';
import { Money } from '../../domain/shared/money.js';

const PARTS: Readonly<Record<DeepPart, string>> = {
  payments: 'payments',
  refunds: 'refunds',
  disputes: 'disputes',
  ours: 'our own payments',
  open: 'open holds',
};

const OUTCOMES: Readonly<Record<FindingOutcome, string>> = {
  found: 'not put right',
  healed: 'put right',
  refused: 'couldn’t be put right',
  missing: 'not in Stripe',
};

/** One line on how far a run has come. */
export function progressLine(run: ReconciliationView): string {
  switch (run.state) {
    case 'waiting':
      return 'waiting to begin';
    case 'interrupted':
      return `interrupted, goes on by itself: ${run.error ?? 'for no known reason'}`;
    default: {
      const doing = run.part ? `reading ${PARTS[run.part]}` : 'beginning';
      return `${doing}: page ${run.pages + 1}, ${run.seen} seen, ${run.drifted} differ`;
    }
  }
}

/** What came of it, in a few lines. */
export function summary(run: ReconciliationView): string {
  const { dryRun, state, error, seen, pages, drifted, healed, unmatched } = run;
  const lines = [
    `Period      ${run.since.toISOString()} to ${run.until.toISOString()}`,
    `Looked at   ${seen} objects of Stripe’s on ${pages} pages`,
    `Differed    ${drifted}${drifted > 0 ? `, ${dryRun ? 'none put right: a dry run' : `${healed} put right`}` : ''}`,
  ];
  if (unmatched > 0) lines.push(`Unmatched   ${unmatched} that no booking asked for`);
  if (state === 'failed') lines.push(`Failed      ${error ?? ''}`);
  return `${lines.join('\n')}\n`;
}

/** "LX-1042 (Nora Lindqvist): state authorized → succeeded, captured 0.00 USD → 185.50 USD; put right" */
export function findingLine({ booking, differences, currency, note, outcome }: FindingView): string {
  const what = differences.map((difference) => differenceWords(difference, currency)).join(', ');
  return `${booking.reference} (${booking.customer}): ${[what, note, OUTCOMES[outcome]].filter(Boolean).join('; ')}`;
}

/** 0: nothing differs any more. */
export function exitCodeOf({ state, drifted, healed }: ReconciliationView): 0 | 1 {
  return state === 'done' && drifted === healed ? 0 : 1;
}

function differenceWords(difference: FoundDifference, currency: string): string {
  const { what, before, after } = difference;
  if (what === 'state') return `state ${before} → ${after}`;
  return `${what} ${Money.of(before, currency).toString()} → ${Money.of(after, currency).toString()}`;
}
