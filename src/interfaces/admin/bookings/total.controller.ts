import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBooking } from '../../../application/booking/change-booking.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { Money } from '../../../domain/shared/money.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { requireUuid } from './ids.js';

const FIELDS = { invalid_amount: 'total', amount_not_positive: 'total', currency_mismatch: 'total' };

/** What a booking costs in all, changed on purpose. */
@ConsoleController('bookings/:id/total')
export class TotalController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const booking = await this.booking(id);
    const total = takeDraft(request).total ?? Money.of(booking.total, booking.currency).toDecimal();
    this.render(response, booking, total);
  }

  @Post()
  async change(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const version = wholeNumberOf(body, 'version');
    if (version === undefined) throw new FormExpired();
    try {
      const total = Money.parse(textOf(body, 'total'), booking.currency);
      await this.commands.execute(
        new ChangeBooking({ booking: booking.id, total, expectedVersion: version, by: actorOf(request) }),
      );
      const said = this.views.format.money(total.amount, total.currency);
      leaveToast(request, {
        id: `toast-${randomUuid()}`,
        tone: 'good',
        title: `The total is now ${said}`,
        text: `${booking.reference} was ${this.views.format.money(booking.total, booking.currency)}.`,
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = formProblem(error, FIELDS);
      this.render(response, await this.booking(id), textOf(body, 'total'), problem);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private render(response: Response, booking: BookingView, total: string, problem?: FormProblem): void {
    const { format } = this.views;
    const symbol = format.symbol(booking.currency);
    this.pages.send(response, 'bookings/total', { booking, total, symbol, problem }, problem?.status);
  }
}
