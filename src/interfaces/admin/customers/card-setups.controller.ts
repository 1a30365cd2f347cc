import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { AskForCard } from '../../../application/customer-link/ask-for-card.command.js';
import { GetCustomerLink } from '../../../application/customer-link/get-customer-link.query.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { OpenCardSetup } from '../../../application/customer/open-card-setup.command.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';

/**
 * Adds a card: with the customer on the phone, staff are led to Stripe's page, the only place where it is typed; or the
 * customer gets a link to it.
 */
@ConsoleController('customers/:id/card-setups')
export class CardSetupsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    await this.render(response, id, randomUuid(), textOf(query, 'booking'));
  }

  @Post()
  async open(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const setup = textOf(body, 'decision');
    if (!validate(setup)) throw new FormExpired();
    const from = textOf(body, 'booking');
    const booking = await this.bookingOf(id, from);
    const how = textOf(body, 'how');
    const here = `${this.settings.publicUrl}/card-setups`;
    try {
      if (how === 'mail' || how === 'link') {
        return await this.giveLink(
          { customer: requireUuid(id), booking, link: setup, how },
          request,
          response,
        );
      }
      await this.commands.execute(
        new OpenCardSetup({
          setup,
          customer: requireUuid(id),
          booking: booking?.id,
          currency: booking?.currency ?? this.settings.currency,
          by: actorOf(request),
          successUrl: (opened) => `${here}/${opened}/done`,
          cancelUrl: (opened) => `${here}/${opened}/left`,
        }),
      );
      await seeOther(request, response, `/card-setups/${setup}`);
    } catch (error) {
      await this.render(response, id, setup, from, formProblem(error, {}));
    }
  }

  private async giveLink(
    asked: {
      readonly customer: string;
      readonly booking?: BookingView;
      readonly link: string;
      readonly how: 'mail' | 'link';
    },
    request: Request,
    response: Response,
  ): Promise<void> {
    const { customer, booking, link, how } = asked;
    const send = how === 'mail';
    const by = actorOf(request);
    await this.commands.execute(new AskForCard({ customer, booking: booking?.id, link, send, by }));
    if (!send) return seeOther(request, response, `/customers/${customer}/card-links/${link}`);
    const { expiresAt } = await this.queries.execute(new GetCustomerLink({ id: link }));
    const to = booking?.customer ?? (await this.queries.execute(new GetCustomer(customer)));
    leaveToast(request, {
      id: `card-link-${link}`,
      tone: 'good',
      title: `Link mailed to ${to.email}`,
      text: `They can add a card by it until ${this.views.format.dateTime(expiresAt)} (${this.views.format.zone}). It shows here by itself.`,
    });
    return seeOther(request, response, booking ? `/bookings/${booking.id}` : `/customers/${customer}`);
  }

  /** Only one of their own. */
  private async bookingOf(customer: string, id: string) {
    if (!validate(id)) return undefined;
    const booking = await this.queries.execute(new GetBooking(id));
    return booking.customer.id === customer.toLowerCase() ? booking : undefined;
  }

  private async render(
    response: Response,
    id: string,
    decision: string,
    from: string,
    problem?: FormProblem,
  ): Promise<void> {
    const customer = await this.queries.execute(new GetCustomer(requireUuid(id)));
    const booking = await this.bookingOf(id, from);
    const form = {
      customer,
      booking,
      decision,
      action: `/customers/${customer.id}/card-setups`,
      back: booking ? `/bookings/${booking.id}` : `/customers/${customer.id}`,
      mailTo: booking?.customer.email ?? customer.email,
      isFirst: customer.cards.length === 0,
      problem,
    };
    this.pages.send(response, 'customers/add-card', { form }, problem?.status);
  }
}
