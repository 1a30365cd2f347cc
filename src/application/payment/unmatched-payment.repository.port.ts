import type { UnmatchedPayment } from '../../domain/payment/unmatched-payment.js';

/** Payments of our customers that no booking asked for. Every load locks the row until the transaction ends. */
export interface UnmatchedPaymentRepository {
  /** Throws UnmatchedPaymentNotFound. */
  lock(id: string): Promise<UnmatchedPayment>;
  lockByPaymentIntent(paymentIntent: string): Promise<UnmatchedPayment | undefined>;
  /** Keeps it, unless somebody else has found the same PaymentIntent first: then theirs is the one. */
  findOrAdd(found: UnmatchedPayment): Promise<UnmatchedPayment>;
  save(unmatched: UnmatchedPayment): Promise<void>;
  /**
   * Whether a customer has one in that currency that nobody has linked or dismissed yet and that wasn't given back whole:
   * it may be for what they owe, so nothing takes money from them by itself meanwhile. Locks nothing.
   */
  hasOpen(customer: string, currency: string): Promise<boolean>;
}
