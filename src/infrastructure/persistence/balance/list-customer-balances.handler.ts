import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListCustomerBalances,
  type CustomerBalancePage,
} from '../../../application/balance/list-customer-balances.query.js';
import { isCurrency } from '../../../domain/shared/currency.js';
import { cursorOf, cursorParts, isUuid } from '../cursor.js';

const DEFAULT_LIMIT = 50;

interface Row {
  readonly customer_id: string;
  readonly name: string;
  readonly email: string;
  readonly currency: string;
  readonly bookings: string;
  readonly outstanding: string;
}

@QueryHandler(ListCustomerBalances)
export class ListCustomerBalancesHandler implements IQueryHandler<ListCustomerBalances> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListCustomerBalances): Promise<CustomerBalancePage> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = ['b.outstanding > 0'];
    if (criteria.currency !== undefined) where.push(`b.currency = ${parameter(criteria.currency)}`);
    if (criteria.cursor !== undefined) {
      const [outstanding, id, currency] = cursorParts(criteria.cursor, [isAmount, isUuid, isCurrency]);
      const after = [outstanding, id, currency].map(parameter).join(', ');
      where.push(`(b.outstanding, b.customer_id, b.currency) < (${after})`);
    }
    const found = await this.dataSource.query<Row[]>(
      `SELECT b.customer_id, c.name, c.email, b.currency, b.bookings, b.outstanding
         FROM customer_balances b JOIN customers c ON c.id = b.customer_id
        WHERE ${where.join(' AND ')}
        ORDER BY b.outstanding DESC, b.customer_id DESC, b.currency DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(({ customer_id: id, name, email, currency, bookings, outstanding }) => ({
        customer: { id, name, email },
        currency,
        bookings: Number(bookings),
        outstanding: Number(outstanding),
      })),
      nextCursor:
        last && found.length > limit
          ? cursorOf(last.outstanding, last.customer_id, last.currency)
          : undefined,
    };
  }
}

function isAmount(part: string): boolean {
  return /^\d{1,18}$/.test(part);
}
