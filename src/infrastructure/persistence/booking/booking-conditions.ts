import { daysOf } from '../../../application/balance/balance-ages.js';
import {
  DISPUTED,
  HOLD_EXPIRING,
  NEEDS_ATTENTION,
  type BookingFilter,
} from '../../../application/booking/list-bookings.query.js';
import { HOLD_EXPIRING_MS } from '../../../domain/booking/booking-flags.js';

/**
 * SQL: what must all hold of a booking `b` for it to be one of those that are asked for. `now`: what is said of time is
 * meant as of then; `parameter`: puts a value down and gives its place in the statement.
 */
export function bookingConditions(
  filter: BookingFilter,
  now: Date,
  parameter: (value: unknown) => string,
): string[] {
  const { status, life, q } = filter;
  const where: string[] = [];
  const soon = () => parameter(new Date(now.getTime() + HOLD_EXPIRING_MS));
  if (status === NEEDS_ATTENTION) {
    where.push(needsAttention(soon()));
  } else if (status === HOLD_EXPIRING) {
    where.push(`b.hold_expires_at <= ${soon()}`);
  } else if (status === DISPUTED) {
    where.push('b.disputed > 0');
  } else if (status !== undefined) {
    where.push(`b.payment_status = ${parameter(status)}`);
  }
  where.push(...owed(filter, now, parameter));
  if (life !== undefined) where.push(`b.life = ${parameter(life)}`);
  if (q !== undefined && q !== '')
    where.push(`b.search LIKE ${parameter(`%${escapeLike(q.toLowerCase())}%`)}`);
  return where;
}

/** `parameter`: until when a hold must last not to need attention. An index answers either half. */
function needsAttention(parameter: string): string {
  return `(b.attention OR b.hold_expires_at <= ${parameter})`;
}

/** Which bookings are behind a figure of what is outstanding. */
function owed(
  { owing, age, currency, customer }: BookingFilter,
  now: Date,
  parameter: (value: unknown) => string,
): string[] {
  const where: string[] = [];
  if (owing || age !== undefined) where.push('b.outstanding > 0');
  if (currency !== undefined) where.push(`b.currency = ${parameter(currency)}`);
  // Whoever was merged with another is that other one.
  if (customer !== undefined)
    where.push(
      `b.customer_id = (SELECT coalesce(merged_into, id) FROM customers WHERE id = ${parameter(customer)})`,
    );
  if (age === undefined) return where;
  const { from, to } = daysOf(age);
  const today = parameter(now);
  if (from !== undefined) where.push(`b.starts_at < balance_day_begins(balance_day(${today}) - ${from - 1})`);
  if (to !== undefined) where.push(`b.starts_at >= balance_day_begins(balance_day(${today}) - ${to})`);
  return where;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
