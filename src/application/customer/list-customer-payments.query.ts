import { Query } from '@nestjs/cqrs';
import type { PaymentView } from '../booking/booking.views.js';

export interface CustomerPaymentCriteria {
  readonly customer: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface CustomerPayment {
  readonly payment: PaymentView;
  readonly reference: string;
}

export interface CustomerPaymentPage {
  /** Newest first. */
  readonly rows: readonly CustomerPayment[];
  readonly nextCursor?: string;
}

/** Every payment towards any of the customer's bookings. Throws CustomerNotFound. */
export class ListCustomerPayments extends Query<CustomerPaymentPage> {
  constructor(readonly criteria: CustomerPaymentCriteria) {
    super();
  }
}
