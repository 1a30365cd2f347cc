import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CountMatchingBookings } from '../../../application/batch/count-matching-bookings.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { MOST_BOOKINGS } from '../../../domain/batch/charge-batch.js';
import { bookingConditions } from '../booking/booking-conditions.js';

@QueryHandler(CountMatchingBookings)
export class CountMatchingBookingsHandler implements IQueryHandler<CountMatchingBookings> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ matching }: CountMatchingBookings): Promise<number> {
    const parameters: unknown[] = [];
    const where = bookingConditions(matching, this.clock.now(), (value) => `$${parameters.push(value)}`);
    const [row] = await this.dataSource.query<{ bookings: number }[]>(
      `SELECT count(*)::integer AS bookings FROM (
         SELECT FROM bookings b ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
          LIMIT ${MOST_BOOKINGS + 1}) AS some_of_them`,
      parameters,
    );
    return row?.bookings ?? 0;
  }
}
