import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBookingLife } from '../../../application/booking/change-booking-life.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { decisionAfter, decisionIn, inFormWords } from '../forms/decision.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { lifeForm, type PlainLife } from './life-form.js';

const LONGEST_REASON = 500;

/** What became of a booking, where no money moves by it. */
@ConsoleController('bookings/:id')
export class LifeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('completion/new')
  newCompletion(@Param('id') id: string, @Req() request: Request, @Res() response: Response) {
    return this.show('completed', id, request, response);
  }

  @Post('completion')
  complete(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.confirm('completed', id, body, request, response);
  }

  @Get('reinstatement/new')
  newReinstatement(@Param('id') id: string, @Req() request: Request, @Res() response: Response) {
    return this.show('scheduled', id, request, response);
  }

  @Post('reinstatement')
  reinstate(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.confirm('scheduled', id, body, request, response);
  }

  private async show(life: PlainLife, id: string, request: Request, response: Response): Promise<void> {
    response.set('Cache-Control', 'private, no-cache');
    const { reason = '' } = takeDraft(request);
    this.render(response, life, await this.booking(id), randomUUID(), reason);
  }

  private async confirm(
    life: PlainLife,
    id: string,
    body: FormFields,
    request: Request,
    response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const typed = textOf(body, 'reason');
    const { key, ...context } = decisionIn(body, request, [life, booking.id, typed]);
    try {
      const reason = lineIn(typed, LONGEST_REASON) || undefined;
      await this.commands.execute(
        new ChangeBookingLife({ ...context, booking: booking.id, decision: uuid(), life, reason }),
      );
      const { outstanding, currency, reference } = await this.booking(id);
      leaveToast(request, {
        id: `toast-${key}`,
        tone: 'good',
        title: life === 'completed' ? `${reference} is completed` : `${reference} is scheduled again`,
        text: `${this.views.format.money(outstanding, currency)} outstanding.`,
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, { text_too_long: 'reason' }));
      this.render(response, life, await this.booking(id), decisionAfter(problem, body), typed, problem);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private render(
    response: Response,
    life: PlainLife,
    booking: BookingView,
    decision: string,
    reason: string,
    problem?: FormProblem,
  ): void {
    const form = {
      ...lifeForm(life, booking, this.views.format),
      decision,
      reason,
      problem,
      fieldError: problem?.field && problem.message,
    };
    this.pages.send(response, 'life/new', { form }, problem?.status);
  }
}
