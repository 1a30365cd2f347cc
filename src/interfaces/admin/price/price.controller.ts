import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { ChangeBooking } from '../../../application/booking/change-booking.command.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { priceForm, type PriceFormInput } from './price-form.js';
import { BLANK, editedBy, readRows, rowsIn, rowsOf } from './price-rows.js';

const LONGEST_REASON = 500;

/** What a booking costs, line by line, changed on purpose. */
@ConsoleController('bookings/:id/price')
export class PriceController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const booking = await this.booking(id);
    const draft = takeDraft(request);
    const typed = rowsIn(draft);
    const rows = typed.length > 0 ? typed : [...rowsOf(booking), BLANK];
    this.render(response, { booking, rows, reason: draft.reason ?? '', focus: 0 });
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
    const typed = { booking, rows: rowsIn(body), reason: textOf(body, 'reason') };
    const edited = editedBy(textOf(body, 'do'), typed.rows);
    if (edited) return this.render(response, { ...typed, ...edited });
    const { lines, problems } = readRows(typed.rows, booking.currency);
    if (Object.keys(problems).length > 0) return this.render(response, { ...typed, problems }, 422);
    try {
      const reason = lineIn(typed.reason, LONGEST_REASON) || undefined;
      const by = actorOf(request);
      await this.commands.execute(
        new ChangeBooking({ booking: booking.id, expectedVersion: version, lines, reason, by }),
      );
      await this.tell(request, booking);
      await seeOther(request, response, `/bookings/${booking.id}`);
    } catch (error) {
      const problem = formProblem(error, {});
      this.render(response, { ...typed, booking: await this.booking(id), problem }, problem.status);
    }
  }

  private booking(id: string): Promise<BookingView> {
    return this.queries.execute(new GetBooking(requireUuid(id)));
  }

  private async tell(request: Request, before: BookingView): Promise<void> {
    const money = (amount: number) => this.views.format.money(amount, before.currency);
    const { total, outstanding, overpaid, reference } = await this.booking(before.id);
    const owed =
      overpaid > 0
        ? `${money(overpaid)} more than owed was taken: refund it from here.`
        : `${money(outstanding)} outstanding.`;
    leaveToast(request, {
      id: `toast-${randomUUID()}`,
      tone: overpaid > 0 ? 'warn' : 'good',
      title: total === before.total ? `The total stays ${money(total)}` : `The total is now ${money(total)}`,
      text:
        total === before.total ? `${reference}: ${owed}` : `${reference} was ${money(before.total)}. ${owed}`,
    });
  }

  private render(response: Response, input: PriceFormInput, status = 200): void {
    this.pages.send(response, 'price/new', { form: priceForm(input, this.views.format) }, status);
  }
}
