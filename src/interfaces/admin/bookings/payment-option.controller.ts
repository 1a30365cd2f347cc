import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBooking } from '../../../application/booking/change-booking.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { PAYMENT_OPTIONS, type PaymentOption } from '../../../domain/booking/booking-data.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { requireUuid } from './ids.js';
import { PAYMENT_OPTION_LABELS, paymentOptionChoices } from './payment-options.js';

const NEXT: Readonly<Record<PaymentOption, string>> = {
  later: 'Nothing is asked of the customer until you do.',
  pre_authorize: 'Nothing is held yet: place the hold when you are ready.',
  charge_now: 'Nothing is charged yet: press Charge Customer when you are ready.',
};

/** How the customer is to pay, settled after the booking was made. */
@ConsoleController('bookings/:id/payment-option')
export class PaymentOptionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const booking = await this.booking(id);
    this.render(response, booking, takeDraft(request).payment_option ?? booking.paymentOption);
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
    const chosen = textOf(body, 'payment_option');
    const paymentOption = PAYMENT_OPTIONS.find((option) => option === chosen);
    if (expectedVersion === undefined || !paymentOption) throw new FormExpired();
    try {
      const by = actorOf(request);
      await this.commands.execute(
        new ChangeBooking({ booking: booking.id, expectedVersion, paymentOption, by }),
      );
      leaveToast(request, {
        id: `toast-${randomUuid()}`,
        tone: 'good',
        title: `The payment option is ${PAYMENT_OPTION_LABELS[paymentOption]}`,
        text: NEXT[paymentOption],
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      this.render(response, await this.booking(id), chosen, formProblem(error, {}));
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private render(response: Response, booking: BookingView, chosen: string, problem?: FormProblem): void {
    const view = { booking, options: paymentOptionChoices(chosen), problem };
    this.pages.send(response, 'bookings/payment-option', view, problem?.status);
  }
}
