import { Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { CheckUnsettledPayments } from '../../../application/attention/check-unsettled-payments.command.js';
import { CountAttention } from '../../../application/attention/count-attention.query.js';
import { ListDisputesToAnswer } from '../../../application/attention/list-disputes-to-answer.query.js';
import { ListRulesThatPaused } from '../../../application/attention/list-rules-that-paused.query.js';
import { ListUnsettledPayments } from '../../../application/attention/list-unsettled-payments.query.js';
import { CountBookings } from '../../../application/booking/count-bookings.query.js';
import { ListBookings, NEEDS_ATTENTION } from '../../../application/booking/list-bookings.query.js';
import { ListParkedEvents } from '../../../application/inbox/list-parked-events.query.js';
import { ALL_PARKED, RetryParkedEvents } from '../../../application/inbox/retry-parked-events.command.js';
import { EventNotParked } from '../../../application/inbox/parked-events.port.js';
import { ListMails } from '../../../application/mail/list-mails.query.js';
import { MailTransport } from '../../../application/mail/mail-transport.port.js';
import { ListRuleActions } from '../../../application/rule/list-rule-actions.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { attentionView } from './attention-view.js';

const PAGE_SIZE = 20;
const SOME_BOOKINGS = 10;

/** What doesn't settle by itself, or takes longer than it should: what is known, and what to do. */
@ConsoleController('attention')
export class AttentionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const parts = await this.parts(query);
    if (!parts) return response.redirect(303, '/attention');
    this.pages.send(response, 'attention/show', attentionView(parts));
  }

  @Post('payments/check')
  async checkAll(@Req() request: Request, @Res() response: Response): Promise<void> {
    const due = await this.commands.execute(new CheckUnsettledPayments());
    await this.said(
      request,
      response,
      `Asking Stripe about ${due === 1 ? 'one payment' : `${due} payments`} now`,
    );
  }

  @Post('payments/:id/check')
  async check(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const due = await this.commands.execute(new CheckUnsettledPayments(requireUuid(id)));
    await this.said(
      request,
      response,
      due > 0 ? 'Asking Stripe about this payment now' : 'It has settled meanwhile',
    );
  }

  @Post('events/retry')
  async retryAll(@Req() request: Request, @Res() response: Response): Promise<void> {
    const tried = await this.commands.execute(new RetryParkedEvents(ALL_PARKED, actorOf(request)));
    await this.said(request, response, `Trying ${tried === 1 ? 'one event' : `${tried} events`} again`);
  }

  @Post('events/:id/retry')
  async retry(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await this.commands.execute(new RetryParkedEvents(id, actorOf(request))).catch(unlessGone);
    await this.said(request, response, found === 0 ? 'It was tried again already' : 'Trying the event again');
  }

  /** Nothing for a cursor that was cut off. */
  private async parts(query: FormFields) {
    const cursor = (name: string) => textOf(query, name) || undefined;
    try {
      const [unsettled, parked, disputes, leftUndone, paused, mails, counts, tallies, { rows: some }] =
        await Promise.all([
          this.queries.execute(new ListUnsettledPayments({ limit: PAGE_SIZE, cursor: cursor('payments') })),
          this.queries.execute(new ListParkedEvents({ limit: PAGE_SIZE, cursor: cursor('events') })),
          this.queries.execute(new ListDisputesToAnswer({ limit: PAGE_SIZE, cursor: cursor('disputes') })),
          this.queries.execute(
            new ListRuleActions({ needsAttention: true, limit: PAGE_SIZE, cursor: cursor('rules') }),
          ),
          this.queries.execute(new ListRulesThatPaused()),
          this.queries.execute(
            new ListMails({ needsAttention: true, limit: PAGE_SIZE, cursor: cursor('mails') }),
          ),
          this.queries.execute(new CountAttention()),
          this.queries.execute(new CountBookings()),
          this.queries.execute(new ListBookings({ status: NEEDS_ATTENTION, limit: SOME_BOOKINGS })),
        ]);
      const { stripeDashboardUrl: dashboard } = this.settings;
      const { format } = this.views;
      const bookings = tallies.needsAttention;
      const now = this.clock.now();
      return {
        unsettled,
        parked,
        disputes,
        leftUndone,
        paused,
        mails,
        isMailSetUp: this.transport.isSetUp,
        counts,
        bookings,
        some,
        dashboard,
        format,
        now,
      };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_cursor') return undefined;
      throw error;
    }
  }

  private async said(request: Request, response: Response, title: string): Promise<void> {
    leaveToast(request, { id: 'attention', tone: 'info', title });
    await seeOther(request, response, '/attention');
  }
}

function unlessGone(error: unknown): number {
  if (error instanceof EventNotParked) return 0;
  throw error;
}
