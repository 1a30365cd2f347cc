import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import { GetMail } from '../../../../application/mail/get-mail.query.js';
import { ListMails } from '../../../../application/mail/list-mails.query.js';
import { DismissMail } from '../../../../application/mail/dismiss-mail.command.js';
import { SendFailedMails } from '../../../../application/mail/send-failed-mails.command.js';
import { SendMailAgain } from '../../../../application/mail/send-mail-again.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { MailId } from './mail-id.js';
import { MailListQueryString } from './mail-list.query-string.js';
import { MailDeliveriesJson, MailJson, mailJson, MailPageJson, mailSummaryJson } from './mail.json.js';

@ApiController('mails', 'Mails')
export class MailsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List mails to customers' })
  @Answers(200, MailPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() { status, attention, ...criteria }: MailListQueryString): Promise<MailPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListMails({ ...criteria, state: status, needsAttention: attention === 'true' }),
    );
    return { data: rows.map(mailSummaryJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A mail with its words and what became of it' })
  @Answers(200, MailJson, 'The mail')
  @Refuses(404, '`mail_not_found`')
  async show(@Param('id', MailId) id: string): Promise<MailJson> {
    return mailJson(await this.queries.execute(new GetMail(id)));
  }

  @Post(':id/deliveries')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a mail, or send it again',
    description:
      'A new decision about a mail that was kept, failed, may have been sent, or was sent before; one that is queued is sent at once. It is handed to the mail server in the background: look at the mail.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'The same key again sends nothing more',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(202, MailJson, 'The mail as it is now')
  @Refuses(404, '`mail_not_found`')
  @Refuses(409, '`mail_not_set_up`: there is no mail server, `mail_being_sent`, `idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async send(
    @Param('id', MailId) id: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
  ): Promise<MailJson> {
    await this.commands.execute(new SendMailAgain(id, by, idempotency));
    return this.show(id);
  }

  @Post('deliveries')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send all mails again that certainly failed',
    description:
      'As after an outage of the mail server: those with `attention=true` and `status=failed`, 200 at most, but for those whose link leads nowhere any more. They are handed to the mail server in the background.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'The same key again sends none of them twice',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(202, MailDeliveriesJson, 'They are on their way')
  @Refuses(409, '`mail_not_set_up`: there is no mail server')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async sendFailed(
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
  ): Promise<MailDeliveriesJson> {
    return { mails: await this.commands.execute(new SendFailedMails(by, idempotency)) };
  }

  @Post(':id/dismissal')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Dismiss a mail that didn’t get through',
    description:
      'Nobody needs to look at it any more: it isn’t listed with `attention=true` until it fails again. A second time it changes nothing.',
  })
  @Answers(200, MailJson, 'It is dismissed')
  @Refuses(404, '`mail_not_found`')
  @Refuses(409, '`mail_state`: it is neither `failed` nor `unknown` (the `state`)')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async dismiss(@Param('id', MailId) id: string, @CallingProgram() by: Actor): Promise<MailJson> {
    await this.commands.execute(new DismissMail(id, by));
    return this.show(id);
  }
}
