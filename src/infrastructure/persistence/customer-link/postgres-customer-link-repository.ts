import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { CustomerLinkRepository } from '../../../application/customer-link/customer-link.repository.port.js';
import { LinkNotFound } from '../../../domain/customer-link/customer-link-errors.js';
import type { CustomerLink } from '../../../domain/customer-link/customer-link.js';
import { customerLinkColumns, customerLinkFrom, type CustomerLinkRow } from './customer-link-rows.js';

export class PostgresCustomerLinkRepository implements CustomerLinkRepository {
  constructor(private readonly manager: EntityManager) {}

  async add(link: CustomerLink): Promise<void> {
    const columns = customerLinkColumns(link);
    const names = Object.keys(columns);
    await this.manager.query(
      `INSERT INTO customer_links (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(columns),
    );
  }

  find(id: string): Promise<CustomerLink | undefined> {
    return isUuid(id) ? this.one(`id = $1`, id) : Promise.resolve(undefined);
  }

  findByToken(token: string): Promise<CustomerLink | undefined> {
    return this.one(`token = $1`, token);
  }

  async lock(id: string): Promise<CustomerLink> {
    const link = isUuid(id) ? await this.one(`id = $1 FOR UPDATE`, id) : undefined;
    if (!link) throw new LinkNotFound();
    return link;
  }

  async lockUnstopped(of: { readonly booking: string; readonly payment?: string }): Promise<CustomerLink[]> {
    const rows = await this.manager.query<CustomerLinkRow[]>(
      `SELECT * FROM customer_links
        WHERE booking_id = $1 AND ($2::uuid IS NULL OR payment_id = $2) AND stopped_at IS NULL
        ORDER BY id FOR UPDATE`,
      [of.booking, of.payment ?? null],
    );
    return rows.map(customerLinkFrom);
  }

  async save(link: CustomerLink): Promise<void> {
    const { id, stopped_at, stopped_by, stop_reason, attempt } = customerLinkColumns(link);
    await this.manager.query(
      `UPDATE customer_links SET stopped_at = $2, stopped_by = $3, stop_reason = $4, attempt = $5 WHERE id = $1`,
      [id, stopped_at, stopped_by, stop_reason, attempt],
    );
  }

  private async one(where: string, value: string): Promise<CustomerLink | undefined> {
    const [row] = await this.manager.query<CustomerLinkRow[]>(`SELECT * FROM customer_links WHERE ${where}`, [
      value,
    ]);
    return row && customerLinkFrom(row);
  }
}
