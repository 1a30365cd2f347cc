import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid, validate } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { GetRefunds, type RefundPartView } from '../../../application/payment/get-refunds.query.js';
import { RefundBooking, type DecidedRefunds } from '../../../application/payment/refund-booking.command.js';
import type { RefundPart } from '../../../domain/booking/refund-plan.js';
import { REFUND_REASONS, type RefundReason } from '../../../domain/payment/payment-operation.js';
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
import { partField, refundForm, refundSources, type TypedRefund } from './refund-form.js';
import { refundToast } from './refund-toast.js';

const FIELDS = {
  invalid_amount: 'amount',
  amount_not_positive: 'amount',
  amount_not_accepted: 'amount',
  over_refundable: 'amount',
  currency_mismatch: 'amount',
  split_differs: 'amount',
  reason_missing: 'reason',
  text_too_long: 'note',
};
const LONGEST_NOTE = 500;
const LONGEST_WAIT_MS = 10_000;
const BETWEEN_LOOKS_MS = 200;

/** Gives money back to a booking's customer, from one payment or over several. */
@ConsoleController('bookings/:id/refunds')
export class RefundsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const query: FormFields = request.query;
    const fields: FormFields = { ...query, ...takeDraft(request) };
    const typed = { ...typedIn(fields), amount: textOf(fields, 'amount') || undefined };
    response.set('Cache-Control', 'private, no-cache');
    this.render(response, await this.booking(id), onlyIn(fields), randomUUID(), typed);
  }

  @Post()
  async refund(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const booking = await this.booking(id);
    const only = onlyIn(body);
    const typed = typedIn(body);
    const { key, ...decision } = decisionIn(body, request, ['refund', booking.id, JSON.stringify(typed)]);
    try {
      const amount = Money.parse(typed.amount ?? '', booking.currency);
      const decided = await this.commands.execute(
        new RefundBooking({
          ...decision,
          booking: booking.id,
          decision: uuid(),
          amount,
          parts: partsIn(typed, amount),
          reason: reasonIn(typed.reason),
          note: lineIn(typed.note ?? '', LONGEST_NOTE) || undefined,
          stillOwed: typed.stillOwed,
        }),
      );
      const parts = await this.answered(decided);
      const toast = refundToast(parts, await this.booking(id), this.views.format);
      const again = decided.repeated ? ' It was sent more than once, and done once.' : '';
      leaveToast(request, { id: `toast-${key}`, ...toast, text: `${toast.text ?? ''}${again}` });
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = this.inHouseWords(inFormWords(formProblem(error, FIELDS)), error, booking);
      // The amount was changed and the split wasn't: how Purser would split it, to be looked at.
      const again = problem.code === 'split_differs' ? { ...typed, parts: {} } : typed;
      this.render(response, await this.booking(id), only, decisionAfter(problem, body), again, problem);
    }
  }

  /** A repeated decision may have come while the first one still waits for Stripe. */
  private async answered({
    booking,
    decision,
    repeated,
  }: DecidedRefunds): Promise<readonly RefundPartView[]> {
    const deadline = Date.now() + (repeated ? LONGEST_WAIT_MS : 0);
    for (;;) {
      const parts = await this.queries.execute(new GetRefunds(booking, decision));
      const isBeingSent = parts.some(
        ({ outcome, payment }) => outcome === 'open' && payment.operation?.inDoubt === false,
      );
      if (!isBeingSent || Date.now() >= deadline) return parts;
      await pause(BETWEEN_LOOKS_MS);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private inHouseWords(problem: FormProblem, error: unknown, booking: BookingView): FormProblem {
    if (!(error instanceof DomainError)) return problem;
    const { refundable, parts } = error.details;
    const money = (amount: number) => this.views.format.money(amount, booking.currency);
    if (problem.code === 'over_refundable' && typeof refundable === 'number' && refundable > 0)
      return { ...problem, message: `At most ${money(refundable)} can be given back.` };
    if (problem.code === 'split_differs' && typeof parts === 'number')
      return {
        ...problem,
        message: `The payments below added up to ${money(parts)}. They are split anew: look at them, and press again.`,
      };
    return problem;
  }

  private render(
    response: Response,
    booking: BookingView,
    only: string | undefined,
    decision: string,
    typed: TypedRefund,
    problem?: FormProblem,
  ): void {
    const known = refundSources(booking, only).map(({ id }) => id);
    const parts = Object.fromEntries(Object.entries(typed.parts).filter(([id]) => known.includes(id)));
    const form = refundForm(
      { booking, only, decision, typed: { ...typed, parts }, problem },
      this.views.format,
    );
    this.pages.send(response, 'refunds/new', { form }, problem?.status);
  }
}

function onlyIn(fields: FormFields): string | undefined {
  const id = textOf(fields, 'payment');
  return validate(id) ? id : undefined;
}

function typedIn(fields: FormFields): TypedRefund {
  const prefix = partField('');
  const parts = Object.keys(fields)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name.slice(prefix.length), textOf(fields, name)] as const);
  return {
    amount: textOf(fields, 'amount'),
    parts: Object.fromEntries(parts),
    reason: textOf(fields, 'reason') || undefined,
    note: textOf(fields, 'note') || undefined,
    stillOwed: textOf(fields, 'still_owed') === 'yes',
  };
}

/** What stands beside each payment; it must add up to the amount. */
function partsIn({ parts }: TypedRefund, amount: Money): RefundPart[] {
  const read = Object.entries(parts).map(([payment, text]) => ({
    payment,
    amount: text.trim() === '' ? Money.zero(amount.currency) : Money.parse(text, amount.currency),
  }));
  const sum = Money.sum(
    read.map((part) => part.amount),
    amount.currency,
  );
  if (!sum.equals(amount))
    throw new DomainError('invalid', 'split_differs', 'The payments don’t add up to the amount.', {
      parts: sum.amount,
    });
  return read.filter((part) => !part.amount.isZero);
}

function reasonIn(text: string | undefined): RefundReason {
  const reason = REFUND_REASONS.find((each) => each === text);
  if (reason) return reason;
  throw new DomainError('invalid', 'reason_missing', 'Choose why the money goes back.');
}
