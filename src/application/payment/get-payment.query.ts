import { Query } from '@nestjs/cqrs';
import type { PaymentView } from '../booking/booking.views.js';

/** One payment as it stands now. Throws PaymentNotFound. */
export class GetPayment extends Query<PaymentView> {
  constructor(readonly payment: string) {
    super();
  }
}
