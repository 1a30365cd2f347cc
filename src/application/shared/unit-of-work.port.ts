import type { BookingRepository } from '../booking/booking.repository.port.js';
import type { CustomerRepository } from '../customer/customer.repository.port.js';
import type { DecisionLog } from './decision-log.port.js';

/** What one transaction can reach. */
export interface Transaction {
  readonly bookings: BookingRepository;
  readonly customers: CustomerRepository;
  readonly decisions: DecisionLog;
}

/**
 * One database transaction: all of `work` is stored, or none. It is never held open while Stripe is asked.
 * A lost race for a row (deadlock, serialization) is retried; `work` must therefore have no other effects.
 */
export abstract class UnitOfWork {
  abstract run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
