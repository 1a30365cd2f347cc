import { Decimal } from '../../../../application/shared/csv.port.js';
import { bookingRowFrom, LISTED_COLUMNS, type ListedBooking } from '../../booking/booking-views.js';
import type { ExportFile } from './export-file.js';

export const BOOKINGS_FILE: ExportFile<ListedBooking> = {
  date: { column: 'b.starts_at' },
  select: (where) => `SELECT ${LISTED_COLUMNS} FROM bookings b WHERE ${where} ORDER BY b.starts_at, b.id`,
  fields: (row, { now, times }) => {
    const booking = bookingRowFrom(row, now);
    const money = (amount: number) => Decimal.ofMinorUnits(amount, booking.currency);
    return {
      id: booking.id,
      reference: booking.reference,
      booking_status: booking.life,
      payment_status: booking.paymentStatus,
      flags: booking.flags.join(' '),
      customer_id: booking.customer.id,
      customer_name: booking.customer.name,
      customer_email: booking.customer.email,
      customer_phone: booking.customer.phone,
      service: booking.service,
      start_date: times.day(booking.startsAt),
      starts_at: times.time(booking.startsAt),
      payment_option: booking.paymentOption,
      currency: booking.currency,
      total: money(booking.total),
      captured: money(booking.captured),
      collected: money(booking.collected),
      refunded: money(booking.refunded),
      waived: money(booking.waived),
      disputed: money(booking.disputed),
      held: money(booking.held),
      in_flight: money(booking.inFlight),
      outstanding: money(booking.outstanding),
      overpaid: money(booking.overpaid),
      chargeable: money(booking.chargeable),
      registered_date: times.day(booking.registeredAt),
      registered_at: times.time(booking.registeredAt),
    };
  },
};
