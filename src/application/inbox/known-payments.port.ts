import type { PaymentData } from '../../domain/payment/payment.js';

/** Payments as they are stored, read without a lock: what is decided on them is decided again under one. */
export abstract class KnownPayments {
  /** By Stripe's PaymentIntent. Those that no payment of ours stands behind are left out. */
  abstract byIntents(paymentIntents: readonly string[]): Promise<ReadonlyMap<string, PaymentData>>;
}
