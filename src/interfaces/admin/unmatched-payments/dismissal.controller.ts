import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { DismissUnmatchedPayment } from '../../../application/payment/dismiss-unmatched-payment.command.js';
import { GetUnmatchedPayment } from '../../../application/payment/get-unmatched-payment.query.js';
import { ReopenUnmatchedPayment } from '../../../application/payment/reopen-unmatched-payment.command.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';

const FIELDS = { note_required: 'note' };
const LONGEST_NOTE = 500;

/** Says that an unmatched payment is for no booking, and takes that back. */
@ConsoleController('unmatched-payments/:id/dismissal')
export class DismissalController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    this.render(response, await this.found(id), takeDraft(request).note ?? '');
  }

  @Post()
  async dismiss(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.found(id);
    const note = textOf(body, 'note').replaceAll(/\s+/g, ' ').slice(0, LONGEST_NOTE);
    try {
      await this.commands.execute(new DismissUnmatchedPayment(found.id, note, actorOf(request)));
      leaveToast(request, {
        id: `dismissed-${found.id}`,
        tone: 'info',
        title: `${this.sum(found)} is for no booking`,
        text: 'It shows under “Not for a booking”, and can be put back there.',
      });
      await seeOther(request, response, '/unmatched-payments');
    } catch (error) {
      this.render(response, found, textOf(body, 'note'), formProblem(error, FIELDS));
    }
  }

  @Post('removal')
  async reopen(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await this.found(id);
    await this.commands.execute(new ReopenUnmatchedPayment(found.id, actorOf(request)));
    leaveToast(request, {
      id: `reopened-${found.id}`,
      tone: 'info',
      title: `${this.sum(found)} waits to be linked again`,
    });
    await seeOther(request, response, '/unmatched-payments');
  }

  private found(id: string): Promise<UnmatchedPaymentView> {
    return this.queries.execute(new GetUnmatchedPayment(requireUuid(id)));
  }

  private sum({ amount, currency }: UnmatchedPaymentView): string {
    return this.views.format.money(amount, currency);
  }

  private render(response: Response, found: UnmatchedPaymentView, note: string, problem?: FormProblem): void {
    const form = {
      ...found,
      sum: this.sum(found),
      action: `/unmatched-payments/${found.id}/dismissal`,
      note,
      noteError: problem?.field === 'note' ? problem.message : undefined,
      problem: problem?.field === undefined ? problem : undefined,
    };
    this.pages.send(response, 'unmatched-payments/dismiss', { form }, problem?.status);
  }
}
