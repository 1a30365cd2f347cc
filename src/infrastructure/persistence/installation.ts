import type { DataSource } from 'typeorm';
import type { StripeMode } from '../config/stripe-settings.js';

/** The mode with which this database was first used; `mode` when that is now. */
export async function firstStripeMode(dataSource: DataSource, mode: StripeMode): Promise<StripeMode> {
  await dataSource.query(`INSERT INTO installation (stripe_mode) VALUES ($1) ON CONFLICT DO NOTHING`, [mode]);
  const rows = await dataSource.query<{ stripe_mode: StripeMode }[]>(`SELECT stripe_mode FROM installation`);
  return rows[0]?.stripe_mode ?? mode;
}
