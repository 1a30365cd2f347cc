import { randomUUID } from 'node:crypto';
import { Body, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { DecideStillOwed } from '../../../application/payment/decide-still-owed.command.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Views } from '../views/views.js';

/** One click: whether the customer still owes what a refund gave back. Nothing moves by it, and it can be taken back. */
@ConsoleController('payments/:id/refunds/:refund/owed')
export class OwedController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly views: Views,
  ) {}

  @Post()
  async decide(
    @Param('id') id: string,
    @Param('refund') refund: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const payment = requireUuid(id);
    const stillOwed = textOf(body, 'still_owed') === 'yes';
    const { booking: of } = await this.queries.execute(new GetPayment(payment));
    try {
      await this.commands.execute(new DecideStillOwed({ payment, refund, stillOwed, by: actorOf(request) }));
      const booking = await this.queries.execute(new GetBooking(of));
      const left = this.views.format.money(booking.outstanding, booking.currency);
      leaveToast(request, {
        id: `toast-${randomUUID()}`,
        tone: 'info',
        title: stillOwed ? 'The customer still owes it' : 'The customer no longer owes it',
        text: `${booking.reference} is now ${PAYMENT_STATUS_LABELS[booking.paymentStatus]}. ${left} outstanding.`,
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      leaveToast(request, {
        id: `toast-${randomUUID()}`,
        tone: 'bad',
        title: 'Nothing was changed',
        text: error.message,
      });
    }
    await seeOther(request, response, `/bookings/${of}`);
  }
}
