import { Query } from '@nestjs/cqrs';
import type { CustomerView } from './customer.views.js';

/** One customer (whoever this record leads to) with their cards, newest bookings and activity. Throws CustomerNotFound. */
export class GetCustomer extends Query<CustomerView> {
  constructor(readonly customer: string) {
    super();
  }
}
