import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CountBookings, type BookingTallies } from '../../../application/booking/count-bookings.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { HOLD_EXPIRING_MS } from '../../../domain/booking/booking-flags.js';
import type { PaymentStatus } from '../../../domain/booking/payment-status.js';

const COUNTED_UP_TO = 1000;

interface Row {
  /** What a row without a status counts. */
  readonly counted: 'needs_attention' | 'hold_expiring' | 'disputed' | null;
  readonly payment_status: PaymentStatus | null;
  readonly currency: string | null;
  readonly bookings: string;
  readonly outstanding: string | null;
}

@QueryHandler(CountBookings)
export class CountBookingsHandler implements IQueryHandler<CountBookings> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<BookingTallies> {
    const soon = new Date(this.clock.now().getTime() + HOLD_EXPIRING_MS);
    const rows = await this.dataSource.query<Row[]>(
      `SELECT NULL AS counted, payment_status, currency, sum(bookings) AS bookings, sum(outstanding) AS outstanding
         FROM booking_tallies GROUP BY payment_status, currency HAVING sum(bookings) > 0
       UNION ALL
       SELECT 'needs_attention', NULL, NULL,
              (${upTo('attention')}) + (${upTo('hold_expires_at <= $1 AND NOT attention')}), NULL
       UNION ALL
       SELECT 'hold_expiring', NULL, NULL, (${upTo('hold_expires_at <= $1')}), NULL
       UNION ALL
       SELECT 'disputed', NULL, NULL, (${upTo('disputed > 0')}), NULL`,
      [soon],
    );
    const upToLimit = (which: Row['counted']) =>
      Math.min(COUNTED_UP_TO, Number(rows.find(({ counted }) => counted === which)?.bookings ?? 0));
    return {
      tallies: rows.flatMap(({ payment_status: paymentStatus, currency, bookings, outstanding }) =>
        paymentStatus === null || currency === null
          ? []
          : [{ paymentStatus, currency, bookings: Number(bookings), outstanding: Number(outstanding) }],
      ),
      needsAttention: upToLimit('needs_attention'),
      holdExpiring: upToLimit('hold_expiring'),
      disputed: upToLimit('disputed'),
    };
  }
}

/** From an index alone, and never for long. */
function upTo(which: string): string {
  return `SELECT count(*) FROM (SELECT FROM bookings WHERE ${which} LIMIT ${COUNTED_UP_TO}) AS some_of_them`;
}
