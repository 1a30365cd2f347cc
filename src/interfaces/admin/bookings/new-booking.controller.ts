import { Body, Get, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, v7 as uuid, validate } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { ListBookings } from '../../../application/booking/list-bookings.query.js';
import {
  RegisterBooking,
  type RegisteredBooking,
} from '../../../application/booking/register-booking.command.js';
import { GetSettings } from '../../../application/settings/get-settings.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { outcomeToast } from '../payments/outcome-toast.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast, type Toast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { edited, newBookingView, readNewBooking, type Problems } from './new-booking-form.js';
import { nextReference } from './next-reference.js';

const FIELDS = {
  reference_taken: 'reference',
  invalid_amount: 'total',
  amount_not_positive: 'total',
  amount_not_accepted: 'total',
  unknown_currency: 'currency',
};

@ConsoleController('bookings')
export class NewBookingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const draft = takeDraft(request);
    const reference = draft.reference ?? (await this.suggestReference());
    response.set('Cache-Control', 'private, no-cache');
    await this.render(response, { ...draft, reference, decision: randomUuid() }, {});
  }

  @Post()
  async register(
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const changed = edited(body);
    if (changed) return this.render(response, changed.typed, {}, 200, changed.focus);
    const read = readNewBooking(body, this.settings);
    if ('problems' in read) return this.render(response, body, read.problems, 422);
    try {
      const registered = await this.commands.execute(
        new RegisterBooking({
          ...read.wanted,
          ids: { booking: uuid(), customer: uuid(), payment: uuid() },
          by: actorOf(request),
          idempotency: { scope: 'console', key: decision, fingerprint: read.fingerprint },
        }),
      );
      leaveToast(request, await this.toast(registered, decision));
      await seeOther(request, response, `/bookings/${registered.booking}`);
    } catch (error) {
      await this.comeBack(error, body, response);
    }
  }

  private async toast({ booking: id }: RegisteredBooking, decision: string): Promise<Toast> {
    const booking: BookingView = await this.queries.execute(new GetBooking(id));
    const [payment] = booking.payments;
    if (payment && payment.kind !== 'collection') {
      const said = outcomeToast(payment.kind, payment, booking, this.views.format);
      return { id: `toast-${decision}`, ...said };
    }
    return {
      id: `toast-${decision}`,
      tone: 'good',
      title: `${booking.reference} is booked`,
      text: `${booking.customer.name} owes ${this.views.format.money(booking.outstanding, booking.currency)}.`,
    };
  }

  private async comeBack(error: unknown, body: FormFields, response: Response): Promise<void> {
    const { status, code, field, message } = formProblem(error, FIELDS);
    const said =
      code === 'stripe_unavailable'
        ? 'Stripe can’t be reached right now. The booking is kept: press the button again to finish it.'
        : message;
    if (code === 'reference_taken') {
      const free = await this.suggestReference();
      return this.render(response, body, { reference: `${said} ${free} is free.` }, status);
    }
    // The key stays: pressing again goes on with the same booking. Only a form that was spent gets a new one.
    const decision = code === 'idempotency_key_reused' ? randomUuid() : textOf(body, 'decision');
    await this.render(response, { ...body, decision }, { [field ?? 'form']: said }, status);
  }

  private async suggestReference(): Promise<string> {
    const { rows } = await this.queries.execute(new ListBookings({ limit: 200 }));
    return nextReference(rows.map((row) => row.reference));
  }

  private async render(
    response: Response,
    typed: FormFields,
    problems: Problems,
    status = 200,
    focus?: number,
  ): Promise<void> {
    const { paymentOption } = (await this.queries.execute(new GetSettings())).settings;
    const { format } = this.views;
    const now = this.clock.now();
    const rows = { usualOption: paymentOption, focus };
    const view = newBookingView(typed, problems, rows, this.settings, format, now);
    this.pages.send(response, 'bookings/new', view, status);
  }
}
