import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListCustomerNotes,
  type CustomerNotePage,
} from '../../../application/customer/list-customer-notes.query.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { survivorOf } from './survivor-of.js';

const DEFAULT_LIMIT = 50;

interface NoteRow {
  readonly id: string;
  readonly customer_id: string;
  readonly text: string;
  readonly added_at: Date;
  readonly added_by: Actor;
}

@QueryHandler(ListCustomerNotes)
export class ListCustomerNotesHandler implements IQueryHandler<ListCustomerNotes> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListCustomerNotes): Promise<CustomerNotePage> {
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const parameters: unknown[] = [await survivorOf(this.dataSource, criteria.customer)];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where = ['customer_id = $1', 'removed_at IS NULL'];
    if (criteria.cursor !== undefined) {
      const [at, id] = cursorParts(criteria.cursor, [isInstant, isUuid]);
      where.push(`(added_at, id) < (${parameter(at)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<NoteRow[]>(
      `SELECT id, customer_id, text, added_at, added_by FROM customer_notes WHERE ${where.join(' AND ')}
        ORDER BY added_at DESC, id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(({ id, customer_id: customer, text, added_at: addedAt, added_by: addedBy }) => ({
        id,
        customer,
        text,
        addedAt,
        addedBy,
      })),
      nextCursor: last && found.length > limit ? cursorOf(last.added_at, last.id) : undefined,
    };
  }
}
