import type { ReportedDispute } from './payment-report.js';

/** The customer's bank questions a payment. Open: nothing moves here; lost: it counts as refunded and waived. */
export type Dispute = ReportedDispute;

/**
 * How far it has come. An inquiry that was closed may still become a dispute, with an amount and a deadline of its own;
 * lost is the last word. https://docs.stripe.com/disputes/how-disputes-work
 */
function stageOf({ status, inquiry }: ReportedDispute): number {
  if (inquiry === true) return status === 'open' ? 0 : 1;
  return { open: 2, won: 3, lost: 4 }[status];
}

export function mergeDispute(known: Dispute | undefined, reported: ReportedDispute): Dispute {
  return known && stageOf(known) >= stageOf(reported) ? known : reported;
}
