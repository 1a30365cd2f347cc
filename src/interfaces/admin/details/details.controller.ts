import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBooking } from '../../../application/booking/change-booking.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { readDetails, typedDetails, type DetailProblems, type TypedDetails } from './details-form.js';

/** The facts of a booking besides its price: what, when, for whom. */
@ConsoleController('bookings/:id/details')
export class DetailsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const booking = await this.booking(id);
    this.render(response, booking, typedDetails(takeDraft(request), booking, this.settings.timeZone));
  }

  @Post()
  async change(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const expectedVersion = wholeNumberOf(body, 'version');
    if (expectedVersion === undefined) throw new FormExpired();
    const typed = typedDetails(body, booking, this.settings.timeZone);
    const read = readDetails(typed, booking, this.settings.timeZone);
    if ('problems' in read) return this.render(response, booking, typed, read.problems);
    try {
      await this.commands.execute(
        new ChangeBooking({
          booking: booking.id,
          expectedVersion,
          details: read.details,
          by: actorOf(request),
        }),
      );
      leaveToast(request, {
        id: `toast-${randomUUID()}`,
        tone: 'good',
        title: `${booking.reference} is saved`,
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      this.render(response, await this.booking(id), typed, {}, formProblem(error, {}));
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private render(
    response: Response,
    booking: BookingView,
    typed: TypedDetails,
    problems: DetailProblems = {},
    problem?: FormProblem,
  ): void {
    const wrong = Object.keys(problems).length > 0;
    const form = { booking, typed, problems, problem, wrong, action: `/bookings/${booking.id}/details` };
    this.pages.send(response, 'details/new', { form }, problem?.status ?? (wrong ? 422 : 200));
  }
}
