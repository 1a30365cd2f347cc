import { Query } from '@nestjs/cqrs';
import type { MailView } from './mail.views.js';

/** One mail with its words and what became of it. Throws MailNotFound. */
export class GetMail extends Query<MailView> {
  constructor(readonly id: string) {
    super();
  }
}
