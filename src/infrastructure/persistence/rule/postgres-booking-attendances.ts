import type { DataSource } from 'typeorm';
import { BookingAttendances } from '../../../application/rule/booking-attendances.port.js';

export class PostgresBookingAttendances extends BookingAttendances {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async note(
    of: { readonly booking: string } | { readonly payment: string },
    person: string,
    until: Date,
  ): Promise<void> {
    const [found, id] =
      'booking' in of
        ? [`SELECT id FROM bookings WHERE id = $1`, of.booking]
        : [`SELECT booking_id AS id FROM payments WHERE id = $1`, of.payment];
    await this.dataSource.query(
      `INSERT INTO booking_attendances (booking_id, person, until)
       SELECT id, $2, $3 FROM (${found}) AS attended
       ON CONFLICT (booking_id, person) DO UPDATE SET until = excluded.until`,
      [id, person, until],
    );
  }
}
