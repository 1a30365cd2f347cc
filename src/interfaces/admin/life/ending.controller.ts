import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBookingLife } from '../../../application/booking/change-booking-life.command.js';
import { EndBooking } from '../../../application/booking/end-booking.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import type { DecisionContext } from '../../../application/payment/payment-decision.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { decisionAfter, decisionIn, inFormWords } from '../forms/decision.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import {
  endingForm,
  feeIn,
  typedEnding,
  type Ending,
  type EndingFormInput,
  type TypedEnding,
} from './ending-form.js';
import { endingToast } from './ending-toast.js';

const LONGEST_REASON = 500;

const FIELDS = {
  invalid_amount: 'fee',
  fee_over_price: 'fee',
  amount_not_accepted: 'fee',
  currency_mismatch: 'fee',
  text_too_long: 'reason',
};

/** Cancelling a booking, and noting that the customer didn't come: what becomes of its money is decided with it. */
@ConsoleController('bookings/:id')
export class EndingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('cancellation/new')
  newCancellation(@Param('id') id: string, @Req() request: Request, @Res() response: Response) {
    return this.show('cancelled', id, request, response);
  }

  @Post('cancellation')
  cancel(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.confirm('cancelled', id, body, request, response);
  }

  @Get('no-show/new')
  newNoShow(@Param('id') id: string, @Req() request: Request, @Res() response: Response) {
    return this.show('no_show', id, request, response);
  }

  @Post('no-show')
  missed(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.confirm('no_show', id, body, request, response);
  }

  private async show(life: Ending, id: string, request: Request, response: Response): Promise<void> {
    const booking = await this.booking(id);
    response.set('Cache-Control', 'private, no-cache');
    this.render(response, {
      life,
      booking,
      decision: randomUUID(),
      typed: typedEnding(takeDraft(request), life),
    });
  }

  private async confirm(
    life: Ending,
    id: string,
    body: FormFields,
    request: Request,
    response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const typed = typedEnding(body, life);
    const { key, ...context } = decisionIn(body, request, [life, booking.id, ...answersIn(typed)]);
    if (textOf(body, 'do') === 'preview')
      return this.render(response, { life, booking, decision: key, typed });
    try {
      const decision = await this.decide(life, booking, typed, context);
      const told = endingToast(life, await this.booking(id), decision, this.views.format);
      leaveToast(request, { id: `toast-${key}`, ...told });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, FIELDS));
      const decision = decisionAfter(problem, body);
      this.render(
        response,
        { life, booking: await this.booking(id), decision, typed, problem },
        problem.status,
      );
    }
  }

  private async decide(
    life: Ending,
    { id: booking, currency }: BookingView,
    typed: TypedEnding,
    context: DecisionContext,
  ): Promise<string> {
    const decision = uuid();
    const reason = lineIn(typed.reason, LONGEST_REASON) || undefined;
    if (typed.owed === 'price') {
      await this.commands.execute(
        new ChangeBookingLife({ ...context, booking, decision, life: 'no_show', reason }),
      );
      return decision;
    }
    const { holds, taken } = typed;
    const terms = { fee: feeIn(typed, currency), holds, taken };
    const decided = await this.commands.execute(
      new EndBooking({ ...context, booking, decision, life, terms, reason, newId: uuid }),
    );
    return decided.decision;
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private render(response: Response, input: EndingFormInput, status = 200): void {
    this.pages.send(response, 'life/ending', { form: endingForm(input, this.views.format) }, status);
  }
}

function answersIn({ owed, fee, holds, taken, reason }: TypedEnding): string[] {
  return [owed, fee, holds, taken, reason];
}
