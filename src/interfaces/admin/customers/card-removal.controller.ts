import { Body, Get, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import type { CustomerView } from '../../../application/customer/customer.views.js';
import { RemoveCard } from '../../../application/customer/remove-card.command.js';
import { cardName } from '../bookings/card-name.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { shownCard } from './card-list.js';

/** Takes a card off a customer, which Stripe never takes back. */
@ConsoleController('customers/:id/cards/:card/removal')
export class CardRemovalController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get('new')
  async show(@Param('id') id: string, @Param('card') card: string, @Res() response: Response): Promise<void> {
    this.render(response, await this.customer(id), card);
  }

  @Post()
  async remove(
    @Param('id') id: string,
    @Param('card') card: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = await this.customer(id);
    const expectedVersion = wholeNumberOf(body, 'version');
    if (expectedVersion === undefined) throw new FormExpired();
    const removed = customer.cards.find((each) => each.id === card);
    try {
      // Sent twice, or removed in Stripe meanwhile: it is gone, as was wanted.
      if (removed) {
        const by = actorOf(request);
        await this.commands.execute(new RemoveCard({ customer: customer.id, card, expectedVersion, by }));
      }
    } catch (error) {
      return this.render(response, await this.customer(id), card, formProblem(error, {}));
    }
    const [primary] = (await this.customer(id)).cards;
    const isNew = removed?.isPrimary && primary;
    leaveToast(request, {
      id: `removed-${card}`,
      tone: 'info',
      title: `${cardName(removed) || 'The card'} removed`,
      text: isNew ? `${cardName(primary)} is the primary card now.` : undefined,
    });
    await seeOther(request, response, `/customers/${customer.id}`);
  }

  private customer(id: string): Promise<CustomerView> {
    return this.queries.execute(new GetCustomer(requireUuid(id)));
  }

  private render(response: Response, customer: CustomerView, id: string, problem?: FormProblem): void {
    const card = customer.cards.find((each) => each.id === id);
    if (!card && !problem) throw new NotFoundException();
    const next = customer.cards.find((each) => each.id !== id);
    const form = {
      customer,
      card: card && shownCard(card),
      name: cardName(card) || 'The card',
      next: card?.isPrimary && next ? cardName(next) : undefined,
      isLast: card !== undefined && !next,
      action: `/customers/${customer.id}/cards/${id}/removal`,
      back: `/customers/${customer.id}`,
      problem,
    };
    this.pages.send(response, 'customers/remove-card', { form }, problem?.status);
  }
}
