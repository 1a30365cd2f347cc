import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { CreatePaymentLink } from '../../../application/customer-link/create-payment-link.command.js';
import { GetSettings } from '../../../application/settings/get-settings.query.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { Money } from '../../../domain/shared/money.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { decisionAfter, decisionIn, inFormWords } from '../forms/decision.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { paymentLinkForm, type TypedLink } from './payment-link-form.js';

const FIELDS = {
  invalid_amount: 'amount',
  amount_not_positive: 'amount',
  amount_not_accepted: 'amount',
  over_outstanding: 'amount',
  currency_mismatch: 'amount',
  link_days: 'days',
};

/** Asks a booking's customer to pay by a link. */
@ConsoleController('bookings/:id/payment-links')
export class PaymentLinksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const draft = takeDraft(request);
    const query: FormFields = request.query;
    const typed = {
      amount: draft.amount ?? (textOf(query, 'amount') || undefined),
      days: draft.days,
      way: draft.way,
    };
    response.set('Cache-Control', 'private, no-cache');
    await this.render(response, await this.booking(id), randomUUID(), typed);
  }

  @Post()
  async ask(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const typed = { amount: textOf(body, 'amount'), days: textOf(body, 'days'), way: textOf(body, 'way') };
    const asked = ['payment link', booking.id, ...Object.values(typed)];
    const { key, ...decision } = decisionIn(body, request, asked);
    try {
      const amount = Money.parse(typed.amount, booking.currency);
      const send = typed.way !== 'copy';
      const days = wholeNumberOf(body, 'days') ?? 0;
      await this.commands.execute(
        new CreatePaymentLink({ ...decision, booking: booking.id, link: uuid(), amount, days, send }),
      );
      const sum = this.views.format.money(amount.amount, amount.currency);
      leaveToast(request, {
        id: `toast-${key}`,
        tone: 'good',
        title: `Asked to pay ${sum}`,
        text: send
          ? `The link goes to ${booking.customer.email}.`
          : 'The link stands below, under Links, to be copied.',
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = this.inHouseWords(inFormWords(formProblem(error, FIELDS)), error, booking);
      await this.render(response, await this.booking(id), decisionAfter(problem, body), typed, problem);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  /** The bound as the pages write amounts. */
  private inHouseWords(problem: FormProblem, error: unknown, { currency }: BookingView): FormProblem {
    const outstanding = error instanceof DomainError ? error.details.outstanding : undefined;
    if (problem.code !== 'over_outstanding' || typeof outstanding !== 'number' || outstanding === 0)
      return problem;
    return {
      ...problem,
      message: `At most ${this.views.format.money(outstanding, currency)} is outstanding.`,
    };
  }

  private async render(
    response: Response,
    booking: BookingView,
    decision: string,
    typed: TypedLink,
    problem?: FormProblem,
  ): Promise<void> {
    const { settings } = await this.queries.execute(new GetSettings());
    const input = { booking, decision, typed, usualDays: settings.linkDays, problem };
    const form = paymentLinkForm(input, this.views.format);
    this.pages.send(response, 'customer-links/new', { form }, problem?.status);
  }
}
