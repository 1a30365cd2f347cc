import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { BookingVersions } from '../../../application/booking/booking-versions.port.js';
import { UNMATCHED_DIGEST } from '../unmatched/unmatched-digest.js';

/** A digest has 31 bits. */
const BEYOND_DIGESTS = 2 ** 31;

export class PostgresBookingVersions extends BookingVersions {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async versionsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.dataSource.query<{ id: string; version: number }[]>(
      `SELECT id, version FROM bookings WHERE id = ANY($1)
       UNION ALL
       SELECT c.id, c.version * ${BEYOND_DIGESTS}::double precision
                    + (SELECT ${UNMATCHED_DIGEST} FROM unmatched_payments WHERE customer_id = c.id AND open)
         FROM customers c WHERE c.id = ANY($1)`,
      [ids.filter((id) => isUuid(id))],
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }
}
