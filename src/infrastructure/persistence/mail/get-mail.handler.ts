import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { GetMail } from '../../../application/mail/get-mail.query.js';
import { MailWriter } from '../../../application/mail/mail-transport.port.js';
import type { MailView } from '../../../application/mail/mail.views.js';
import { MailNotFound } from '../../../domain/mail/mail-errors.js';
import type { MailEvent } from '../../../domain/mail/mail.js';
import { MAIL_SELECT, mailRowFrom, wordsOf, type ListedMail } from './mail-views.js';

@QueryHandler(GetMail)
export class GetMailHandler implements IQueryHandler<GetMail> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly writer: MailWriter,
  ) {}

  async execute({ id }: GetMail): Promise<MailView> {
    if (!isUuid(id)) throw new MailNotFound(id);
    const [[row], events] = await Promise.all([
      this.dataSource.query<ListedMail[]>(`${MAIL_SELECT} WHERE m.id = $1`, [id]),
      this.dataSource.query<(Omit<MailEvent, 'note'> & { id: string; note: string | null })[]>(
        `SELECT id, type, at, actor AS by, note FROM mail_events WHERE mail_id = $1 ORDER BY id DESC`,
        [id],
      ),
    ]);
    if (!row) throw new MailNotFound(id);
    const words = wordsOf(row, this.writer);
    return {
      ...mailRowFrom(row, words),
      ...words,
      cause: row.cause,
      events: events.map(({ note, ...event }) => ({ ...event, ...(note === null ? {} : { note }) })),
    };
  }
}
