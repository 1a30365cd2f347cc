import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { ReverseCollection } from '../../../application/collection/reverse-collection.command.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
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

const FIELDS = { reason_required: 'reason', text_too_long: 'reason' };
const LONGEST_REASON = 500;

interface Subject {
  readonly payment: PaymentView;
  readonly booking: BookingView;
}

/** Takes back a collection that was a mistake. */
@ConsoleController('payments/:id/reversal')
export class ReversalController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { reason = '' } = takeDraft(request);
    response.set('Cache-Control', 'private, no-cache');
    this.render(response, await this.subject(id), randomUUID(), reason);
  }

  @Post()
  async reverse(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { payment } = await this.subject(id);
    const typed = textOf(body, 'reason');
    const { key, ...decision } = decisionIn(body, request, ['reversal', payment.id, typed]);
    try {
      const reason = lineIn(typed, LONGEST_REASON);
      const wanted = { ...decision, payment: payment.id, reversal: uuid(), reason };
      await this.commands.execute(new ReverseCollection(wanted));
      const { booking } = await this.subject(id);
      leaveToast(request, {
        id: `toast-${key}`,
        tone: 'info',
        title: `Collection of ${this.money(payment.amount, booking)} reversed`,
        text: `${booking.reference} is now ${PAYMENT_STATUS_LABELS[booking.paymentStatus]}.`,
      });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, FIELDS));
      this.render(response, await this.subject(id), decisionAfter(problem, body), typed, problem);
    }
  }

  private async subject(id: string): Promise<Subject> {
    const payment = await this.queries.execute(new GetPayment(requireUuid(id)));
    return { payment, booking: await this.queries.execute(new GetBooking(payment.booking)) };
  }

  private render(
    response: Response,
    { payment, booking }: Subject,
    decision: string,
    reason: string,
    problem?: FormProblem,
  ): void {
    const { collection } = payment;
    const form = {
      booking,
      payment,
      decision,
      reason,
      action: `/payments/${payment.id}/reversal`,
      back: `/bookings/${booking.id}`,
      sum: this.money(payment.amount, booking),
      method: collection?.methodLabel,
      receivedOn: collection && this.views.format.day(collection.receivedOn),
      refunded: payment.refunded > 0 ? this.money(payment.refunded, booking) : undefined,
      error: problem?.field === undefined ? undefined : problem.message,
      problem: problem?.field === undefined ? problem : undefined,
      blocked: problem ? undefined : whyBlocked(payment),
    };
    this.pages.send(response, 'collections/reversal', { form }, problem?.status);
  }

  private money(amount: number, { currency }: BookingView): string {
    return this.views.format.money(amount, currency);
  }
}

function whyBlocked({ collection }: PaymentView): string | undefined {
  if (!collection) return 'Stripe made this payment. It can be refunded or released, not reversed.';
  return collection.reversal ? 'This collection was reversed already.' : undefined;
}
