import { Body, Get, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, v7 as uuid, validate } from 'uuid';
import type { CustomerLinkView } from '../../../application/customer-link/customer-link.views.js';
import { GetCustomerLink } from '../../../application/customer-link/get-customer-link.query.js';
import { linkAddress } from '../../../application/customer-link/link-token.js';
import { SendCustomerLink } from '../../../application/customer-link/send-customer-link.command.js';
import { StopCustomerLink } from '../../../application/customer-link/stop-customer-link.command.js';
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

/** A link by which a customer adds a card: to copy, to mail once more, or to stop. */
@ConsoleController('customers/:id/card-links/:link')
export class CardLinkController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Param('link') link: string, @Res() response: Response): Promise<void> {
    this.render(response, await this.link(id, link));
  }

  @Post()
  async act(
    @Param('id') id: string,
    @Param('link') which: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const link = await this.link(id, which);
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const stops = textOf(body, 'do') === 'stop';
    const by = actorOf(request);
    try {
      await this.commands.execute(
        stops ? new StopCustomerLink(link.id, uuid(), by) : new SendCustomerLink(link.id, decision, by),
      );
    } catch (error) {
      return this.render(response, await this.link(id, which), formProblem(error, {}));
    }
    leaveToast(request, {
      id: `card-link-${decision}`,
      tone: 'info',
      title: stops ? 'The link is stopped' : `Link mailed to ${link.customer.email}`,
      text: stops ? 'Nobody can add a card by it any more.' : undefined,
    });
    await seeOther(request, response, `/customers/${link.customer.id}`);
  }

  private async link(customer: string, id: string): Promise<CustomerLinkView> {
    const link = await this.queries.execute(new GetCustomerLink({ id: requireUuid(id) }));
    if (link.purpose !== 'add_card' || link.customer.id !== requireUuid(customer))
      throw new NotFoundException();
    return link;
  }

  private render(response: Response, link: CustomerLinkView, problem?: FormProblem): void {
    const form = {
      link,
      decision: randomUuid(),
      address: linkAddress(this.settings.publicUrl, link.token),
      isOpen: link.state === 'open',
      over: OVER[link.state],
      action: `/customers/${link.customer.id}/card-links/${link.id}`,
      back: `/customers/${link.customer.id}`,
      problem,
    };
    this.pages.send(response, 'customers/card-link', { form }, problem?.status);
  }
}

const OVER: Readonly<Partial<Record<CustomerLinkView['state'], string>>> = {
  settled: 'A card was added by this link.',
  stopped: 'This link was stopped.',
  expired: 'This link has expired.',
};
