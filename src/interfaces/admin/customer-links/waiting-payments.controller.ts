import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { AskToAuthenticate } from '../../../application/customer-link/ask-to-authenticate.command.js';
import { CancelPayment } from '../../../application/payment/cancel-payment.command.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { cardName } from '../bookings/card-name.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { Settlement } from '../payments/settlement.js';
import type { Toast } from '../session/toasts.js';
import { Views } from '../views/views.js';
import type { ConfirmForm } from './confirm-form.js';
import { Confirmations } from './confirmations.js';

interface Subject {
  readonly payment: PaymentView;
  readonly booking: BookingView;
  readonly sum: string;
}

/** Payments that wait for the customer: asking them to authenticate, and waiting no longer. */
@ConsoleController('payments/:id')
export class WaitingPaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly confirmations: Confirmations,
    private readonly settlement: Settlement,
    private readonly views: Views,
  ) {}

  @Get('authentication-links/new')
  async newLink(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.confirmations.show(authenticateForm(await this.subject(id)), response);
  }

  @Post('authentication-links')
  async ask(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = async () => authenticateForm(await this.subject(id));
    await this.confirmations.confirm(
      form,
      body,
      request,
      response,
      async ({ key: _key, ...decision }, send) => {
        const { payment, booking } = await this.subject(id);
        await this.commands.execute(
          new AskToAuthenticate({ ...decision, payment: payment.id, link: uuid(), send }),
        );
        return {
          tone: 'good',
          title: `${booking.customer.name} is asked to authenticate`,
          text: send
            ? `The link goes to ${booking.customer.email}.`
            : 'The link stands below, under Links, to be copied.',
        };
      },
    );
  }

  @Get('cancel/new')
  async newCancel(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.confirmations.show(giveUpForm(await this.subject(id)), response);
  }

  @Post('cancel')
  async cancel(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = async () => giveUpForm(await this.subject(id));
    await this.confirmations.confirm(form, body, request, response, async ({ key: _key, ...decision }) => {
      const decided = await this.commands.execute(
        new CancelPayment({ ...decision, payment: requireUuid(id), operation: uuid() }),
      );
      return givenUpToast(await this.settlement.of(decided), (await this.subject(id)).sum);
    });
  }

  private async subject(id: string): Promise<Subject> {
    const payment = await this.queries.execute(new GetPayment(requireUuid(id)));
    const booking = await this.queries.execute(new GetBooking(payment.booking));
    return { payment, booking, sum: this.views.format.money(payment.amount, payment.currency) };
  }
}

function authenticateForm({ payment, booking, sum }: Subject): ConfirmForm {
  const card = cardName(payment.card);
  return {
    booking,
    title: 'Ask the customer to authenticate',
    subtitle: `${booking.reference} · ${sum}${card && ` on ${card}`}`,
    action: `/payments/${payment.id}/authentication-links`,
    submit: `Ask for ${sum} to be confirmed`,
    ways: { email: booking.customer.email, byMail: true },
    outcome: `Gives the customer a link by which they confirm ${sum} with their bank. Once they have, it is ${payment.kind === 'hold' ? 'held' : 'charged'}, and the booking shows it by itself.`,
    blocked:
      payment.state === 'requires_action' && !payment.checkout
        ? undefined
        : 'This payment doesn’t wait for the customer any more.',
  };
}

function giveUpForm({ payment, booking, sum }: Subject): ConfirmForm {
  const onPage = payment.checkout !== undefined;
  return {
    booking,
    title: `Give up ${sum}`,
    subtitle: `${booking.reference} · ${onPage ? 'the customer opened Stripe’s page to pay it' : 'waits for the customer to authenticate'}`,
    action: `/payments/${payment.id}/cancel`,
    submit: `Yes, give up ${sum}`,
    outcome: `${onPage ? 'Stripe’s page is ended' : 'The payment is canceled in Stripe'}, so that the customer can’t finish it any more, and ${sum} can be charged again. If they have finished it by then, it stays paid.`,
    blocked:
      payment.state === 'requires_action'
        ? undefined
        : 'This payment doesn’t wait for the customer any more.',
  };
}

function givenUpToast({ state, operation, note }: PaymentView, sum: string): Omit<Toast, 'id'> {
  if (operation)
    return {
      tone: 'warn',
      title: 'Checking with Stripe…',
      text: `Whether ${sum} was given up isn’t known yet. This page shows it as soon as it is; until then it can’t be charged again.`,
    };
  switch (state) {
    case 'canceled':
    case 'declined':
      return { tone: 'info', title: `${sum} given up`, text: 'Nothing was taken. It can be charged again.' };
    case 'succeeded':
      return {
        tone: 'good',
        title: `${sum} was paid meanwhile`,
        text: 'The customer was first: it stays paid.',
      };
    case 'authorized':
      return {
        tone: 'good',
        title: `${sum} was confirmed meanwhile`,
        text: 'It is held now: release it, if need be.',
      };
    default:
      return {
        tone: 'bad',
        title: `${sum} still waits for the customer`,
        text: note ?? 'Stripe refused it.',
      };
  }
}
