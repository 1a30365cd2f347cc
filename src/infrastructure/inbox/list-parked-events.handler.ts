import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  ListParkedEvents,
  type ParkedEventPage,
  type ParkedEventRow,
} from '../../application/inbox/list-parked-events.query.js';
import { cursorOf, cursorParts, isInstant } from '../persistence/cursor.js';

const DEFAULT_LIMIT = 50;
/** Stripe's ids, whatever they look like; a NUL is nothing that PostgreSQL could compare with. */
const isEventId = (part: string) => /^[^\0]+$/.test(part);

interface StoredRow {
  readonly id: string;
  readonly type: string;
  readonly payment_intent: string | null;
  readonly booking: string | null;
  readonly reference: string | null;
  readonly created: Date;
  readonly received_at: Date;
  readonly parked_at: Date;
  readonly attempts: number;
  readonly last_error: string | null;
}

@QueryHandler(ListParkedEvents)
export class ListParkedEventsHandler implements IQueryHandler<ListParkedEvents> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria: { limit = DEFAULT_LIMIT, cursor } }: ListParkedEvents): Promise<ParkedEventPage> {
    const from = cursor === undefined ? [] : cursorParts(cursor, [isInstant, isEventId]);
    const found = await this.dataSource.query<StoredRow[]>(
      `SELECT e.id, e.type, e.payment_intent, b.id AS booking, b.reference, e.created, e.received_at, e.parked_at,
              e.attempts, e.last_error
         FROM stripe_events e
         LEFT JOIN payments p ON p.payment_intent = e.payment_intent
         LEFT JOIN bookings b ON b.id = p.booking_id
        WHERE e.state = 'parked' ${from.length > 0 ? 'AND (e.parked_at, e.id) > ($2, $3)' : ''}
        ORDER BY e.parked_at, e.id LIMIT $1`,
      [limit + 1, ...from],
    );
    const rows = found.slice(0, limit).map(rowFrom);
    const last = rows.at(-1);
    return { rows, nextCursor: last && found.length > limit ? cursorOf(last.parkedAt, last.id) : undefined };
  }
}

function rowFrom(row: StoredRow): ParkedEventRow {
  const { booking, reference } = row;
  return {
    id: row.id,
    type: row.type,
    paymentIntent: row.payment_intent ?? undefined,
    booking: booking === null || reference === null ? undefined : { id: booking, reference },
    createdAt: row.created,
    receivedAt: row.received_at,
    parkedAt: row.parked_at,
    attempts: row.attempts,
    lastError: row.last_error ?? 'It is not known why.',
  };
}
