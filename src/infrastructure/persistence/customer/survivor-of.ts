import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';

/** Whom this record leads to: itself, unless it was merged with another. Throws CustomerNotFound. */
export async function survivorOf(dataSource: DataSource, id: string): Promise<string> {
  if (!isUuid(id)) throw new CustomerNotFound(id);
  const [row] = await dataSource.query<{ survivor: string }[]>(
    `SELECT coalesce(merged_into, id) AS survivor FROM customers WHERE id = $1`,
    [id],
  );
  if (!row) throw new CustomerNotFound(id);
  return row.survivor;
}
