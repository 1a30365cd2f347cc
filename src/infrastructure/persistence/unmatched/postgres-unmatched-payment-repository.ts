import type { EntityManager } from 'typeorm';
import type { UnmatchedPaymentRepository } from '../../../application/payment/unmatched-payment.repository.port.js';
import { UnmatchedPaymentNotFound } from '../../../domain/payment/payment-errors.js';
import { Payment } from '../../../domain/payment/payment.js';
import { UnmatchedPayment } from '../../../domain/payment/unmatched-payment.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { dismissalFrom, putBackFrom, type PutBackRow } from './unmatched-payment-views.js';
import { disputeRowFrom } from '../payment/dispute-rows.js';
import { payloadFrom, paymentFrom, type PaymentRow } from '../payment/payment-rows.js';

interface StoredUnmatched {
  readonly id: string;
  readonly customer_id: string;
  readonly stripe_customer: string;
  readonly description: string | null;
  readonly named_booking: string | null;
  readonly payment: PaymentRow;
  readonly linked_booking: string | null;
  readonly linked_reference: string | null;
  readonly linked_by: Actor | null;
  readonly linked_at: Date | null;
  readonly dismissed_note: string | null;
  readonly dismissed_by: Actor | null;
  readonly dismissed_at: Date | null;
  readonly put_back: PutBackRow | null;
}

/** SQL: nobody has linked or dismissed `u` yet, and it wasn't given back whole. */
export const MAY_BE_OWED = `u.open AND (u.captured = 0 OR u.refunded < u.captured)`;

export class PostgresUnmatchedPaymentRepository implements UnmatchedPaymentRepository {
  constructor(private readonly manager: EntityManager) {}

  async lock(id: string): Promise<UnmatchedPayment> {
    const found = await this.lockBy('id', id);
    if (!found) throw new UnmatchedPaymentNotFound(id);
    return found;
  }

  lockByPaymentIntent(paymentIntent: string): Promise<UnmatchedPayment | undefined> {
    return this.lockBy('payment_intent', paymentIntent);
  }

  async findOrAdd(found: UnmatchedPayment): Promise<UnmatchedPayment> {
    const columns = columnsOf(found);
    const names = Object.keys(columns);
    await this.manager.query(
      `INSERT INTO unmatched_payments (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})
       ON CONFLICT (payment_intent) DO NOTHING`,
      Object.values(columns),
    );
    const known = await this.lockByPaymentIntent(String(columns.payment_intent));
    return known ?? found;
  }

  async save(unmatched: UnmatchedPayment): Promise<void> {
    const { id, ...columns } = columnsOf(unmatched);
    await this.manager.query(
      `UPDATE unmatched_payments SET ${Object.keys(columns)
        .map((name, index) => `${name} = $${index + 2}`)
        .join(', ')} WHERE id = $1`,
      [id, ...Object.values(columns)],
    );
  }

  async hasOpen(customer: string, currency: string): Promise<boolean> {
    const found = await this.manager.query<unknown[]>(
      `SELECT FROM unmatched_payments u WHERE u.customer_id = $1 AND u.currency = $2 AND ${MAY_BE_OWED} LIMIT 1`,
      [customer, currency],
    );
    return found.length > 0;
  }

  private async lockBy(
    column: 'id' | 'payment_intent',
    value: string,
  ): Promise<UnmatchedPayment | undefined> {
    const [row] = await this.manager.query<StoredUnmatched[]>(
      `SELECT u.*, b.reference AS linked_reference
         FROM unmatched_payments u LEFT JOIN bookings b ON b.id = u.linked_booking
        WHERE u.${column} = $1 FOR UPDATE OF u`,
      [value],
    );
    return row && unmatchedFrom(row);
  }
}

function unmatchedFrom(row: StoredUnmatched): UnmatchedPayment {
  const { linked_booking: booking, linked_reference: reference, linked_by: by, linked_at: at } = row;
  return UnmatchedPayment.restore({
    id: row.id,
    customer: row.customer_id,
    stripeCustomer: row.stripe_customer,
    description: row.description ?? undefined,
    namedBooking: row.named_booking ?? undefined,
    payment: paymentFrom(row.payment),
    linked:
      booking !== null && by !== null && at !== null
        ? { booking, reference: reference ?? booking, by, at }
        : undefined,
    dismissed: dismissalFrom(row),
    putBack: putBackFrom(row.put_back),
  });
}

function columnsOf(unmatched: UnmatchedPayment) {
  const { id, customer, stripeCustomer, description, namedBooking, payment, linked, dismissed, putBack } =
    unmatched.toData();
  return {
    id,
    payment_intent: payment.paymentIntent,
    customer_id: customer,
    stripe_customer: stripeCustomer,
    description: description ?? null,
    named_booking: namedBooking ?? null,
    state: payment.state,
    currency: payment.amount.currency,
    amount: payment.amount.amount,
    captured: payment.captured.amount,
    refunded: Payment.restore(payment).refunded.amount,
    made_at: payment.requestedAt,
    payment: JSON.stringify(paymentAsJson(unmatched), (_name, value: unknown) => value ?? null),
    linked_booking: linked?.booking ?? null,
    linked_by: linked ? JSON.stringify(linked.by) : null,
    linked_at: linked?.at ?? null,
    dismissed_note: dismissed?.note ?? null,
    dismissed_by: dismissed ? JSON.stringify(dismissed.by) : null,
    dismissed_at: dismissed?.at ?? null,
    put_back: putBack ? JSON.stringify(putBack) : null,
  };
}

/** As `paymentsAsJson` would read it, were it on a booking. */
function paymentAsJson(unmatched: UnmatchedPayment) {
  const { payment, linked } = unmatched.toData();
  return {
    ...payloadFrom(payment, linked?.booking ?? '', 0),
    refunds: payment.refunds.map(
      ({ amount, operation, stillOwed, isOwedDecided, ofOverpaid, ...refund }) => ({
        id: refund.id,
        amount: amount.amount,
        status: refund.status,
        reason: refund.reason,
        operation_id: operation,
        still_owed: stillOwed,
        owed_decided: isOwedDecided ?? false,
        of_overpaid: ofOverpaid?.amount,
        note: refund.note,
        created_at: refund.createdAt,
      }),
    ),
    disputes: payment.disputes.map(disputeRowFrom),
  };
}
