import type { ReportedDispute } from './payment-report.js';

/** The customer's bank questions a payment. Open: nothing moves here; lost: it counts as refunded and waived. */
export type Dispute = ReportedDispute;

/** An inquiry that was closed may still become a dispute, and be lost. https://docs.stripe.com/disputes/how-disputes-work */
const ORDER: Readonly<Record<Dispute['status'], number>> = { open: 0, won: 1, lost: 2 };

export function mergeDispute(known: Dispute | undefined, reported: ReportedDispute): Dispute {
  if (!known) return reported;
  return ORDER[reported.status] > ORDER[known.status] ? { ...known, ...reported } : known;
}
