import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { GetMail } from '../../../application/mail/get-mail.query.js';
import { ListMails } from '../../../application/mail/list-mails.query.js';
import { MailTransport } from '../../../application/mail/mail-transport.port.js';
import type { MailView } from '../../../application/mail/mail.views.js';
import { DismissMail } from '../../../application/mail/dismiss-mail.command.js';
import { SendFailedMails } from '../../../application/mail/send-failed-mails.command.js';
import { SendMailAgain } from '../../../application/mail/send-mail-again.command.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { addressOf, criteriaFrom, mailsView, mailView } from './mails-view.js';

/**
 * A mail’s own HTML, in a frame without rights: it runs nothing, loads nothing and leads nowhere. Its styles are inline,
 * as mail clients want them.
 */
const FRAME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox";

/** Mails to customers: what was written, and what became of it. */
@ConsoleController('mails')
export class MailsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly transport: MailTransport,
    private readonly pages: Pages,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria = criteriaFrom(query);
    try {
      const page = await this.queries.execute(new ListMails(criteria));
      const reference = await this.referenceOf(criteria.booking);
      const view = mailsView(page, criteria, { isSetUp: this.transport.isSetUp, reference });
      this.pages.send(response, 'mails/list', view);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      response.redirect(303, addressOf(criteria));
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.render(response, await this.mail(id));
  }

  @Get(':id/html')
  async html(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { html } = await this.mail(id);
    response
      .set('Content-Security-Policy', FRAME_POLICY)
      .set('X-Frame-Options', 'SAMEORIGIN')
      .type('html')
      .send(html);
  }

  /** A form that is sent twice sends one mail: it carries the id of the decision. */
  @Post(':id/deliveries')
  async send(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const mail = await this.mail(id);
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const idempotency = { scope: 'console', key: decision, fingerprint: `send mail ${id}` };
    try {
      await this.commands.execute(new SendMailAgain(id, actorOf(request), idempotency));
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return this.render(response, await this.mail(id), message, status);
    }
    leaveToast(request, {
      id: `toast-${decision}`,
      tone: 'info',
      title: `On its way to ${mail.to.email}`,
      text: 'What the mail server says stands under Mail.',
    });
    await seeOther(request, response, pageAfter(id, body));
  }

  /** All that certainly didn’t reach anybody. */
  @Post('deliveries')
  async sendAll(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const idempotency = { scope: 'console', key: decision, fingerprint: 'send failed mails' };
    const toast = await this.commands.execute(new SendFailedMails(actorOf(request), idempotency)).then(
      (sent) => ({
        tone: 'info' as const,
        title: sent === 1 ? 'One mail is on its way' : `${sent} mails are on their way`,
        text: 'What the mail server says stands under Mail.',
      }),
      (error: unknown) => ({ tone: 'bad' as const, title: formProblem(error, {}).message }),
    );
    leaveToast(request, { id: `toast-${decision}`, ...toast });
    await seeOther(request, response, '/attention');
  }

  @Post(':id/dismissal')
  async dismiss(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const mail = await this.mail(id);
    try {
      await this.commands.execute(new DismissMail(id, actorOf(request)));
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return this.render(response, await this.mail(id), message, status);
    }
    leaveToast(request, {
      id: `toast-dismissed-${id}`,
      tone: 'info',
      title: 'Dismissed',
      text: `The mail to ${mail.to.email} stays under Mail.`,
    });
    await seeOther(request, response, pageAfter(id, body));
  }

  private mail(id: string): Promise<MailView> {
    return this.queries.execute(new GetMail(id));
  }

  private async referenceOf(booking: string | undefined): Promise<string | undefined> {
    if (booking === undefined) return undefined;
    return (await this.queries.execute(new GetBooking(booking))).reference;
  }

  private render(response: Response, mail: MailView, problem?: string, status = 200): void {
    const view = { ...mailView(mail, this.transport.isSetUp, problem), decision: randomUuid() };
    this.pages.send(response, 'mails/show', view, status);
  }
}

/** Who acts where all that needs attention stands, goes on there. */
function pageAfter(id: string, body: FormFields): string {
  return textOf(body, 'from') === 'attention' ? '/attention' : `/mails/${id}`;
}
