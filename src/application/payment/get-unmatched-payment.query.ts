import { Query } from '@nestjs/cqrs';
import type { UnmatchedPaymentView } from './unmatched-payment.views.js';

/** One of them, linked or not. Throws UnmatchedPaymentNotFound. */
export class GetUnmatchedPayment extends Query<UnmatchedPaymentView> {
  constructor(readonly unmatched: string) {
    super();
  }
}
