import type { EntityManager } from 'typeorm';
import type { ItemToExamine } from '../../../application/batch/batch.repository.port.js';
import { bookingFrom, type StoredBooking } from '../booking/booking-rows.js';
import { customersById } from '../customer/postgres-customer-repository.js';
import { cardAttemptsOf } from '../payment/card-attempts.js';
import { MAY_BE_OWED } from '../unmatched/postgres-unmatched-payment-repository.js';
import { paymentFrom, paymentsAsJson, type PaymentRow } from '../payment/payment-rows.js';

type Row = StoredBooking & {
  readonly position: number;
  readonly payment_id: string;
  readonly has_unmatched: boolean;
};

/** Read without locks: what is decided on it is decided again, under the booking's lock, before anything is charged. */
export async function itemsToExamine(
  manager: EntityManager,
  batch: string,
  limit: number,
): Promise<ItemToExamine[]> {
  const rows = await manager.query<Row[]>(
    `SELECT b.*, i.position, i.payment_id,
            EXISTS (SELECT FROM unmatched_payments u
                     WHERE u.customer_id = b.customer_id AND u.currency = b.currency AND ${MAY_BE_OWED}) AS has_unmatched
       FROM charge_batch_items i JOIN bookings b ON b.id = i.booking_id
      WHERE i.batch_id = $1 AND i.step = 'unexamined' ORDER BY i.position LIMIT $2`,
    [batch, limit],
  );
  const payments = await paymentsOf(manager, rows);
  const customers = await customersById(
    manager,
    rows.map(({ customer_id: id }) => id),
  );
  const customerOf = (id: string) => {
    const customer = customers.get(id);
    if (!customer) throw new Error(`The customer ${id} of a booking is gone.`);
    return customer;
  };
  const attempts = await cardAttemptsOf(
    manager,
    rows.flatMap(({ id: booking, customer_id: customer }) => {
      const { card } = customerOf(customer);
      return card ? [{ booking, customer, paymentMethod: card.id, fingerprint: card.fingerprint }] : [];
    }),
  );
  return rows.map((row) => ({
    position: row.position,
    payment: row.payment_id,
    booking: bookingFrom(row, (payments.get(row.id) ?? []).map(paymentFrom)),
    customer: customerOf(row.customer_id),
    attemptsElsewhere: attempts.get(row.id) ?? [],
    hasUnmatched: row.has_unmatched,
  }));
}

async function paymentsOf(manager: EntityManager, rows: readonly Row[]): Promise<Map<string, PaymentRow[]>> {
  const [found] = await manager.query<{ payments: PaymentRow[] }[]>(
    paymentsAsJson('p.booking_id = ANY ($1)'),
    [rows.map(({ id }) => id)],
  );
  const byBooking = new Map<string, PaymentRow[]>();
  for (const payment of found?.payments ?? [])
    byBooking.set(payment.booking_id, [...(byBooking.get(payment.booking_id) ?? []), payment]);
  return byBooking;
}
