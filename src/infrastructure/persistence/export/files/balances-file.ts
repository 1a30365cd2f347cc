import { BALANCE_AGE_NAMES, daysOf, type BalanceAge } from '../../../../application/balance/balance-ages.js';
import { Decimal } from '../../../../application/shared/csv.port.js';
import type { ExportFile } from './export-file.js';

type BalanceLine = Readonly<Record<BalanceAge | 'outstanding', string>> & {
  readonly customer_id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly currency: string;
  readonly bookings: number;
};

/** Added up from the bookings, so that it can be of some of them, and agrees with them in its own snapshot. */
export const BALANCES_FILE: ExportFile<BalanceLine> = {
  date: { column: 'b.starts_at' },
  select: (where, { now }, parameter) => {
    const days = `(balance_day(${parameter(now)}) - balance_day(b.starts_at))`;
    const ages = BALANCE_AGE_NAMES.map(
      (age) => `coalesce(sum(b.outstanding) FILTER (WHERE ${isOf(age, days)}), 0) AS ${age}`,
    );
    return `
      SELECT owed.*, c.name, c.email, c.phone
        FROM (SELECT b.customer_id, b.currency, count(*)::int AS bookings, sum(b.outstanding) AS outstanding,
                     ${ages.join(', ')}
                FROM bookings b WHERE b.outstanding > 0 AND ${where} GROUP BY b.customer_id, b.currency) owed
        JOIN customers c ON c.id = owed.customer_id
       ORDER BY owed.currency, owed.outstanding DESC, owed.customer_id`;
  },
  fields: (row) => {
    const money = (amount: string) => Decimal.ofMinorUnits(BigInt(amount), row.currency);
    return {
      customer_id: row.customer_id,
      customer_name: row.name,
      customer_email: row.email,
      customer_phone: row.phone,
      currency: row.currency,
      bookings: row.bookings,
      outstanding: money(row.outstanding),
      ...Object.fromEntries(BALANCE_AGE_NAMES.map((age) => [age, money(row[age])])),
    };
  },
};

function isOf(age: BalanceAge, days: string): string {
  const { from, to } = daysOf(age);
  const bounds = [from === undefined ? '' : `${days} >= ${from}`, to === undefined ? '' : `${days} <= ${to}`];
  return bounds.filter((bound) => bound !== '').join(' AND ');
}
