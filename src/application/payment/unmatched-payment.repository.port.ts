import type { UnmatchedPayment } from '../../domain/payment/unmatched-payment.js';

/** Payments of our customers that no booking asked for. Every load locks the row until the transaction ends. */
export interface UnmatchedPaymentRepository {
  /** Throws UnmatchedPaymentNotFound. */
  lock(id: string): Promise<UnmatchedPayment>;
  lockByPaymentIntent(paymentIntent: string): Promise<UnmatchedPayment | undefined>;
  /** Keeps it, unless somebody else has found the same PaymentIntent first: then theirs is the one. */
  findOrAdd(found: UnmatchedPayment): Promise<UnmatchedPayment>;
  save(unmatched: UnmatchedPayment): Promise<void>;
}
