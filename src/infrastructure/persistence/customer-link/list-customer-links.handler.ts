import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListCustomerLinks,
  type CustomerLinkPage,
} from '../../../application/customer-link/list-customer-links.query.js';
import { PaymentGateway } from '../../../application/payment/payment-gateway.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { plannedOnce } from '../planned-once.js';
import { customerLinkViewFrom, SHOWN_LINKS, type ShownLink } from './customer-link-views.js';

const DEFAULT_LIMIT = 20;

@QueryHandler(ListCustomerLinks)
export class ListCustomerLinksHandler implements IQueryHandler<ListCustomerLinks> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateway: PaymentGateway,
  ) {}

  async execute({
    booking,
    page: { limit = DEFAULT_LIMIT, cursor },
  }: ListCustomerLinks): Promise<CustomerLinkPage> {
    const from = cursor === undefined ? [] : cursorParts(cursor, [isInstant, isUuid]);
    const found = await this.dataSource.query<ShownLink[]>(
      plannedOnce(
        `${SHOWN_LINKS} WHERE l.booking_id = $1
          ${from.length > 0 ? 'AND (l.created_at, l.id) < ($3, $4)' : ''}
          ORDER BY l.created_at DESC, l.id DESC LIMIT $2`,
      ),
      [booking, limit + 1, ...from],
    );
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    const now = this.clock.now();
    return {
      links: rows.map((row) => customerLinkViewFrom(row, now, this.gateway)),
      nextCursor: last && found.length > limit ? cursorOf(last.created_at, last.id) : undefined,
    };
  }
}
