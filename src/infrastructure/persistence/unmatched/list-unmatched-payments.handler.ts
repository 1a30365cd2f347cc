import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import {
  ListUnmatchedPayments,
  type UnmatchedPaymentPage,
} from '../../../application/payment/list-unmatched-payments.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { UNMATCHED_SELECT, unmatchedViews, type ListedUnmatched } from './unmatched-payment-views.js';

const DEFAULT_LIMIT = 50;

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
    const where = ['u.open'];
    if (criteria.customer !== undefined) where.push(`u.customer_id = ${parameter(criteria.customer)}`);
    if (criteria.cursor !== undefined) {
      const { madeAt, id } = placeFrom(criteria.cursor);
      where.push(`(u.made_at, u.id) < (${parameter(madeAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<ListedUnmatched[]>(
      `${UNMATCHED_SELECT} WHERE ${where.join(' AND ')}
        ORDER BY u.made_at DESC, u.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: await unmatchedViews(this.dataSource, page, this.clock.now()),
      nextCursor: last && found.length > limit ? cursorAfter(last) : undefined,
    };
  }
}

interface Place {
  readonly madeAt: string;
  readonly id: string;
}

function cursorAfter({ made_at, id }: ListedUnmatched): string {
  return Buffer.from(JSON.stringify([made_at.toISOString(), id])).toString('base64url');
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Throws `invalid_cursor` for anything that isn't from a page of this list. */
function placeFrom(cursor: string): Place {
  const [madeAt, id] = parsed(cursor);
  if (typeof madeAt === 'string' && INSTANT.test(madeAt) && typeof id === 'string' && isUuid(id)) {
    return { madeAt, id };
  }
  throw new DomainError('invalid', 'invalid_cursor', 'cursor must be the next_cursor of an earlier page.', {
    field: 'cursor',
  });
}

function parsed(cursor: string): unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(place) ? place : [];
  } catch {
    return [];
  }
}
