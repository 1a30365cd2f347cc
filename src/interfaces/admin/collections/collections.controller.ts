import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { CollectionMethods } from '../../../application/collection/collection-methods.port.js';
import { RecordCollection } from '../../../application/collection/record-collection.command.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { PAYMENT_STATUS_LABELS } from '../../../domain/booking/payment-status.js';
import { dayIn, isCalendarDate } from '../../../domain/shared/calendar-date.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { Money } from '../../../domain/shared/money.js';
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
import { collectionForm, type TypedCollection } from './collection-form.js';

const FIELDS = {
  invalid_amount: 'amount',
  amount_not_positive: 'amount',
  over_chargeable: 'amount',
  currency_mismatch: 'amount',
  unknown_collection_method: 'method',
  received_in_future: 'received_on',
  not_a_day: 'received_on',
  text_too_long: 'note',
};
const LONGEST_NOTE = 500;

/** Writes down money that the customer paid outside Stripe. */
@ConsoleController('bookings/:id/collections')
export class CollectionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly methods: CollectionMethods,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const draft = takeDraft(request);
    const query: FormFields = request.query;
    const typed = {
      amount: draft.amount ?? (textOf(query, 'amount') || undefined),
      method: draft.method,
      receivedOn: draft.received_on,
      note: draft.note,
    };
    response.set('Cache-Control', 'private, no-cache');
    await this.render(response, await this.booking(id), randomUUID(), typed);
  }

  @Post()
  async record(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const typed = {
      amount: textOf(body, 'amount'),
      method: textOf(body, 'method'),
      receivedOn: textOf(body, 'received_on'),
      note: textOf(body, 'note'),
    };
    const { key, ...decision } = decisionIn(body, request, [
      'collection',
      booking.id,
      ...Object.values(typed),
    ]);
    try {
      const amount = Money.parse(typed.amount, booking.currency);
      await this.commands.execute(
        new RecordCollection({
          ...decision,
          booking: booking.id,
          payment: uuid(),
          amount,
          method: methodIn(typed.method),
          receivedOn: dayFrom(typed.receivedOn),
          note: lineIn(typed.note, LONGEST_NOTE) || undefined,
        }),
      );
      await this.tell(request, booking, amount, key);
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = this.inHouseWords(inFormWords(formProblem(error, FIELDS)), error, booking);
      await this.render(response, await this.booking(id), decisionAfter(problem, body), typed, problem);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private async tell(request: Request, before: BookingView, amount: Money, key: string): Promise<void> {
    const { format } = this.views;
    const booking = await this.booking(before.id);
    const left =
      booking.outstanding > 0 ? ` ${format.money(booking.outstanding, booking.currency)} outstanding.` : '';
    leaveToast(request, {
      id: `toast-${key}`,
      tone: 'good',
      title: `${format.money(amount.amount, amount.currency)} collected`,
      text: `${booking.reference} is now ${PAYMENT_STATUS_LABELS[booking.paymentStatus]}.${left}`,
    });
  }

  /** The bounds as the pages write amounts and days. */
  private inHouseWords(problem: FormProblem, error: unknown, booking: BookingView): FormProblem {
    if (!(error instanceof DomainError)) return problem;
    const { outstanding, latest } = error.details;
    const { format } = this.views;
    if (problem.code === 'over_chargeable' && typeof outstanding === 'number' && outstanding > 0)
      return {
        ...problem,
        message: `At most ${format.money(outstanding, booking.currency)} is outstanding.`,
      };
    if (problem.code === 'received_in_future' && typeof latest === 'string')
      return { ...problem, message: `That day is still to come: today is ${format.day(latest)}.` };
    return problem;
  }

  private async render(
    response: Response,
    booking: BookingView,
    decision: string,
    typed: TypedCollection,
    problem?: FormProblem,
  ): Promise<void> {
    const methods = await this.methods.list();
    const today = dayIn(this.settings.timeZone, this.clock.now());
    const form = collectionForm({ booking, methods, today, decision, typed, problem }, this.views.format);
    this.pages.send(response, 'collections/new', { form }, problem?.status);
  }
}

function methodIn(code: string): string {
  if (code !== '') return code;
  throw new DomainError('invalid', 'unknown_collection_method', 'Choose how the money came in.');
}

function dayFrom(text: string): string {
  if (isCalendarDate(text)) return text;
  throw new DomainError('invalid', 'not_a_day', 'Enter the day the money came in.');
}
