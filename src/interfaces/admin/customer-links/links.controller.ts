import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import type { CustomerLinkView } from '../../../application/customer-link/customer-link.views.js';
import { GetCustomerLink } from '../../../application/customer-link/get-customer-link.query.js';
import { SendCustomerLink } from '../../../application/customer-link/send-customer-link.command.js';
import { StopCustomerLink } from '../../../application/customer-link/stop-customer-link.command.js';
import { LinkNotFound } from '../../../domain/customer-link/customer-link-errors.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { Views } from '../views/views.js';
import type { ConfirmForm } from './confirm-form.js';
import { Confirmations } from './confirmations.js';

interface Subject {
  readonly link: CustomerLinkView;
  readonly booking: BookingView;
  /** " to pay $50.00" */
  readonly what: string;
}

/** Links that were given to customers: sending one again, and letting one lead nowhere any more. */
@ConsoleController('links/:id')
export class LinksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly confirmations: Confirmations,
    private readonly views: Views,
  ) {}

  @Get('stop/new')
  async newStop(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.confirmations.show(stopForm(await this.subject(id)), response);
  }

  @Post('stop')
  async stop(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = async () => stopForm(await this.subject(id));
    await this.confirmations.confirm(form, body, request, response, async ({ key, by }) => {
      await this.commands.execute(new StopCustomerLink(requireUuid(id), key, by));
      const { link } = await this.subject(id);
      return link.paid > 0
        ? { tone: 'info', title: 'The link is stopped', text: 'What was paid by it stays paid.' }
        : { tone: 'info', title: 'The link is stopped', text: 'Nothing can be paid by it any more.' };
    });
  }

  @Get('mails/new')
  async newMail(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.confirmations.show(mailForm(await this.subject(id)), response);
  }

  @Post('mails')
  async send(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = async () => mailForm(await this.subject(id));
    await this.confirmations.confirm(form, body, request, response, async ({ key, by }) => {
      const { link } = await this.subject(id);
      await this.commands.execute(new SendCustomerLink(link.id, key, by));
      return { tone: 'good', title: 'The link is sent again', text: `It goes to ${link.customer.email}.` };
    });
  }

  private async subject(id: string): Promise<Subject> {
    const link = await this.queries.execute(new GetCustomerLink({ id: requireUuid(id) }));
    if (!link.booking) throw new LinkNotFound();
    const booking = await this.queries.execute(new GetBooking(link.booking.id));
    const { amount, currency, purpose } = link;
    const sum =
      amount === undefined || currency === undefined ? '' : this.views.format.money(amount, currency);
    return { link, booking, what: purpose === 'pay' ? ` to pay ${sum}` : ` to authenticate ${sum}` };
  }
}

function stopForm({ link, booking, what }: Subject): ConfirmForm {
  return {
    booking,
    title: 'Stop the link',
    subtitle: `${booking.reference} · the link${what}`,
    action: `/links/${link.id}/stop`,
    submit: 'Yes, stop the link',
    outcome:
      link.state === 'paying'
        ? 'The customer has Stripe’s page open: it is ended too, and what was to be paid there can be charged again. If they have paid by then, that stays.'
        : 'It leads to a page that says so from now on. What was paid by it stays paid.',
    blocked: link.stopped ? 'This link was stopped already.' : undefined,
  };
}

function mailForm({ link, booking, what }: Subject): ConfirmForm {
  return {
    booking,
    title: 'Send the link again',
    subtitle: `${booking.reference} · the link${what}`,
    action: `/links/${link.id}/mails`,
    submit: 'Send it again',
    outcome: `Sends the same link to ${link.customer.email} once more.`,
    blocked: link.state === 'open' ? undefined : 'This link can’t be used any more.',
  };
}
