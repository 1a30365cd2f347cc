import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import { MailTransport } from '../../../application/mail/mail-transport.port.js';
import { GetReceipt, type ReceiptView } from '../../../application/receipt/get-receipt.query.js';
import { SendReceipt } from '../../../application/receipt/send-receipt.command.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { NoReceipt } from '../../../domain/receipt/receipt-errors.js';
import type { ReceiptSubject } from '../../../domain/receipt/receipt.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { decisionAfter, decisionIn, inFormWords } from '../forms/decision.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { pathOf, receiptPage } from './receipt-view.js';

const FIELDS = { recipient_not_accepted: 'email' };

/** Receipts to be printed or mailed, for payments and for refunds. */
@ConsoleController()
export class ReceiptsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly transport: MailTransport,
    private readonly views: Views,
    private readonly pages: Pages,
  ) {}

  @Get('payments/:id/receipt')
  showOfPayment(@Param('id') id: string, @Res() response: Response): Promise<void> {
    return this.show({ payment: requireUuid(id) }, response);
  }

  @Get('refunds/:id/receipt')
  showOfRefund(@Param('id') refund: string, @Res() response: Response): Promise<void> {
    return this.show({ refund }, response);
  }

  @Get('payments/:id/receipt/mails/new')
  newMailOfPayment(@Param('id') id: string, @Req() request: Request, @Res() response: Response) {
    return this.newMail({ payment: requireUuid(id) }, request, response);
  }

  @Get('refunds/:id/receipt/mails/new')
  newMailOfRefund(@Param('id') refund: string, @Req() request: Request, @Res() response: Response) {
    return this.newMail({ refund }, request, response);
  }

  @Post('payments/:id/receipt/mails')
  sendOfPayment(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.send({ payment: requireUuid(id) }, body, request, response);
  }

  @Post('refunds/:id/receipt/mails')
  sendOfRefund(
    @Param('id') refund: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.send({ refund }, body, request, response);
  }

  private async show(subject: ReceiptSubject, response: Response): Promise<void> {
    await this.receipt(subject, response, (receipt) =>
      this.pages.send(response, 'receipts/show', receiptPage(receipt, this.views.format)),
    );
  }

  private async newMail(subject: ReceiptSubject, request: Request, response: Response): Promise<void> {
    const { email } = takeDraft(request);
    await this.receipt(subject, response, (receipt) =>
      this.renderMail(response, receipt, email ?? receipt.customer.email, randomUUID()),
    );
  }

  private async send(
    subject: ReceiptSubject,
    body: FormFields,
    request: Request,
    response: Response,
  ): Promise<void> {
    const email = textOf(body, 'email');
    const { key, by, idempotency } = decisionIn(body, request, ['receipt', ...Object.values(subject), email]);
    try {
      const wanted = { subject, email, occasion: uuid(), by, idempotency };
      const sent = await this.commands.execute(new SendReceipt(wanted));
      leaveToast(request, {
        id: `toast-${key}`,
        tone: 'good',
        title: `The receipt goes to ${sent.email}`,
        text: this.transport.isSetUp
          ? 'What the mail server says stands under Mail.'
          : 'No mail server is set up: it is kept under Mail.',
      });
      await seeOther(request, response, `/bookings/${sent.booking}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, FIELDS));
      await this.receipt(subject, response, (receipt) =>
        this.renderMail(response, receipt, email, decisionAfter(problem, body), problem),
      );
    }
  }

  /** Where there is none, the page says why. */
  private async receipt(
    subject: ReceiptSubject,
    response: Response,
    show: (receipt: ReceiptView) => void,
  ): Promise<void> {
    try {
      show(await this.queries.execute(new GetReceipt(subject)));
    } catch (error) {
      if (!(error instanceof NoReceipt)) throw error;
      const way = await this.wayBack(subject);
      const page = { status: 409, title: 'There is no receipt', text: error.message, way };
      this.pages.send(response, 'errors/error', page, page.status);
    }
  }

  private async wayBack(subject: ReceiptSubject) {
    if (!('payment' in subject)) return { href: '/bookings', label: 'To the bookings' };
    const { booking } = await this.queries.execute(new GetPayment(subject.payment));
    return { href: `/bookings/${booking}`, label: 'To the booking' };
  }

  private renderMail(
    response: Response,
    receipt: ReceiptView,
    email: string,
    decision: string,
    problem?: FormProblem,
  ): void {
    const { booking, number, amount } = receipt;
    const money = this.views.format.money(amount.amount, amount.currency);
    const form = {
      number,
      email,
      decision,
      amount: money,
      reference: booking.reference,
      version: booking.version,
      what: `${money} ${receipt.of === 'refund' ? 'given back' : 'paid'}`,
      action: `${pathOf(receipt)}/mails`,
      back: `/bookings/${booking.id}`,
      isKept: !this.transport.isSetUp,
      error: problem?.field === undefined ? undefined : problem.message,
      problem: problem?.field === undefined ? problem?.message : undefined,
    };
    this.pages.send(response, 'receipts/mail', { form }, problem?.status);
  }
}
