import type { DataSource } from 'typeorm';

/**
 * Balances and takings are kept by local day, so that a page needs no look at the bookings. When the business's time zone is
 * another one than that of the last start, they are counted anew, while changes to bookings wait.
 */
export async function keepBalancesIn(dataSource: DataSource, timeZone: string): Promise<void> {
  const rows = await dataSource.query<{ time_zone: string }[]>(`SELECT time_zone FROM balance_calendar`);
  if (rows[0]?.time_zone === timeZone) return;
  await dataSource.transaction(async (manager) => {
    await manager.query(`LOCK TABLE bookings IN SHARE ROW EXCLUSIVE MODE`);
    await manager.query(`UPDATE balance_calendar SET time_zone = $1`, [timeZone]);
    await manager.query(`DELETE FROM balance_differences`);
    await manager.query(`DELETE FROM balance_days`);
    await manager.query(`
      INSERT INTO balance_days (currency, day, bookings, outstanding)
      SELECT currency, balance_day(starts_at), count(*), sum(outstanding) FROM bookings WHERE outstanding > 0
       GROUP BY 1, 2`);
    await manager.query(`SELECT count_takings_anew()`);
  });
}
