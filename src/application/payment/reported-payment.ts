import type { Booking } from '../../domain/booking/booking.js';
import type { Payment } from '../../domain/payment/payment.js';
import type { BookingRepository } from '../booking/booking.repository.port.js';
import type { GatewayPayment } from './payment-gateway.port.js';

/**
 * The payment a report of Stripe's is about, with its booking locked. By our own id where Stripe's isn't known yet: an
 * event may arrive before the answer that would have told us. Where it is known, it counts: the metadata can be edited
 * in Stripe, and a copy of it on another PaymentIntent makes that one nobody's.
 */
export async function findReported(
  bookings: BookingRepository,
  { report, payment: claimed }: GatewayPayment,
): Promise<{ booking: Booking; payment: Payment } | undefined> {
  const booking =
    (await bookings.lockByPaymentIntent(report.paymentIntent)) ??
    (claimed === undefined ? undefined : await bookings.lockByPayment(claimed));
  const payment =
    booking?.findPaymentByIntent(report.paymentIntent) ??
    (claimed === undefined ? undefined : booking?.findPayment(claimed));
  // Stripe knows nothing of a collection, whatever somebody wrote into its metadata.
  if (!booking || !payment || payment.kind === 'collection') return undefined;
  const isAnothers = payment.paymentIntent !== undefined && payment.paymentIntent !== report.paymentIntent;
  return isAnothers ? undefined : { booking, payment };
}
