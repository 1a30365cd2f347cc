import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListCustomerPayments,
  type CustomerPaymentPage,
} from '../../../application/customer/list-customer-payments.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { paymentsAsJson, type PaymentRow } from '../payment/payment-rows.js';
import { paymentViewFrom } from '../payment/payment-views.js';
import { survivorOf } from './survivor-of.js';

const DEFAULT_LIMIT = 50;

interface CustomerPaymentRow {
  readonly id: string;
  readonly reference: string;
  readonly requested_at: Date;
  readonly payments: readonly PaymentRow[];
}

@QueryHandler(ListCustomerPayments)
export class ListCustomerPaymentsHandler implements IQueryHandler<ListCustomerPayments> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListCustomerPayments): Promise<CustomerPaymentPage> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [await survivorOf(this.dataSource, criteria.customer)];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = ['b.customer_id = $1'];
    if (criteria.cursor !== undefined) {
      const [at, id] = cursorParts(criteria.cursor, [isInstant, isUuid]);
      where.push(`(p.requested_at, p.id) < (${parameter(at)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<CustomerPaymentRow[]>(
      `SELECT page.id, page.reference, page.requested_at, (${paymentsAsJson('p.id = page.id')})
         FROM (SELECT p.id, b.reference, p.requested_at FROM bookings b JOIN payments p ON p.booking_id = b.id
                WHERE ${where.join(' AND ')}
                ORDER BY p.requested_at DESC, p.id DESC LIMIT ${parameter(limit + 1)}) page
        ORDER BY page.requested_at DESC, page.id DESC`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.flatMap(({ reference, payments }) =>
        payments.map((payment) => ({ reference, payment: paymentViewFrom(payment) })),
      ),
      nextCursor: last && found.length > limit ? cursorOf(last.requested_at, last.id) : undefined,
    };
  }
}
