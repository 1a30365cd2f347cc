import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListUnmatchedPayments,
  type UnmatchedPaymentPage,
} from '../../../application/payment/list-unmatched-payments.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { plannedOnce } from '../planned-once.js';
import { UNMATCHED_SELECT, unmatchedViews, type ListedUnmatched } from './unmatched-payment-views.js';

const DEFAULT_LIMIT = 50;
const DISMISSED = 'u.dismissed_at IS NOT NULL AND u.linked_booking IS NULL';

@QueryHandler(ListUnmatchedPayments)
export class ListUnmatchedPaymentsHandler implements IQueryHandler<ListUnmatchedPayments> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ criteria }: ListUnmatchedPayments): Promise<UnmatchedPaymentPage> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = [criteria.dismissed ? DISMISSED : 'u.open'];
    if (criteria.customer !== undefined) where.push(`u.customer_id = ${parameter(criteria.customer)}`);
    if (criteria.cursor !== undefined) {
      const [madeAt, id] = cursorParts(criteria.cursor, [isInstant, isUuid]);
      where.push(`(u.made_at, u.id) < (${parameter(madeAt)}, ${parameter(id)})`);
    }
    const sql = `${UNMATCHED_SELECT} WHERE ${where.join(' AND ')}
      ORDER BY u.made_at DESC, u.id DESC LIMIT ${parameter(limit + 1)}`;
    const found = await this.dataSource.query<ListedUnmatched[]>(
      criteria.customer === undefined ? sql : plannedOnce(sql),
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: await unmatchedViews(this.dataSource, page, this.clock.now()),
      nextCursor: last && found.length > limit ? cursorOf(last.made_at, last.id) : undefined,
    };
  }
}
