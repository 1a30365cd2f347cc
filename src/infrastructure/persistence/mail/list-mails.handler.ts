import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListMails, type MailPage } from '../../../application/mail/list-mails.query.js';
import { MailWriter } from '../../../application/mail/mail-transport.port.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { plannedOnce } from '../planned-once.js';
import { MAIL_SELECT, NEEDS_ATTENTION, mailRowFrom, wordsOf, type ListedMail } from './mail-views.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListMails)
export class ListMailsHandler implements IQueryHandler<ListMails> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly writer: MailWriter,
  ) {}

  async execute({ criteria }: ListMails): Promise<MailPage> {
    const { state, booking, needsAttention = false, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (state !== undefined) where.push(`m.state = ${parameter(state)}`);
    if (booking !== undefined) where.push(`m.booking_id = ${parameter(booking)}`);
    if (needsAttention) where.push(NEEDS_ATTENTION);
    if (cursor !== undefined) {
      const [queuedAt, id] = cursorParts(cursor, [isInstant, isUuid]);
      where.push(`(m.queued_at, m.id) < (${parameter(queuedAt)}, ${parameter(id)})`);
    }
    const sql = `${MAIL_SELECT} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
      ORDER BY m.queued_at DESC, m.id DESC LIMIT ${parameter(limit + 1)}`;
    const found = await this.dataSource.query<ListedMail[]>(
      booking === undefined ? sql : plannedOnce(sql),
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map((row) => mailRowFrom(row, wordsOf(row, this.writer))),
      nextCursor: last && found.length > limit ? cursorOf(last.queued_at, last.id) : undefined,
    };
  }
}
