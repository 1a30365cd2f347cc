import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  FindingOutcome,
  FoundDifference,
} from '../../application/reconciliation/reconciliation.views.js';
import type { PaymentDifference } from '../../domain/payment/payment-differences.js';

export interface Finding {
  readonly paymentIntent: string;
  readonly booking: string;
  readonly payment: string;
  readonly differences: readonly PaymentDifference[];
  readonly events?: readonly string[];
  readonly outcome: FindingOutcome;
  readonly note?: string;
}

/** What runs found: at most one finding for each PaymentIntent and run, however often a page is done again. */
@Injectable()
export class ReconciliationFindings {
  constructor(private readonly dataSource: DataSource) {}

  async put(run: string, finding: Finding): Promise<void> {
    const { paymentIntent, booking, payment, differences, events = [], outcome, note } = finding;
    await this.dataSource.query(
      `INSERT INTO reconciliation_findings
              (reconciliation_id, payment_intent, booking_id, payment_id, differences, events, outcome, note)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (reconciliation_id, payment_intent) DO UPDATE
          SET differences = excluded.differences, events = excluded.events, outcome = excluded.outcome,
              note = excluded.note`,
      [
        run,
        paymentIntent,
        booking,
        payment,
        JSON.stringify(differences.map(stored)),
        events,
        outcome,
        note ?? null,
      ],
    );
  }

  async conclude(run: string, paymentIntent: string, outcome: FindingOutcome, note?: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE reconciliation_findings SET outcome = $3, note = $4
        WHERE reconciliation_id = $1 AND payment_intent = $2`,
      [run, paymentIntent, outcome, note ?? null],
    );
  }

  /** What was found before a crash and doesn't differ any more was put right before it. */
  async concludeEqual(run: string, paymentIntents: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE reconciliation_findings SET outcome = 'healed'
        WHERE reconciliation_id = $1 AND payment_intent = ANY($2) AND outcome = 'found'`,
      [run, paymentIntents],
    );
  }
}

function stored(difference: PaymentDifference): FoundDifference {
  if (difference.what === 'state') return difference;
  return { what: difference.what, before: difference.before.amount, after: difference.after.amount };
}
