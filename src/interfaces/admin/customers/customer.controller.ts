import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { MakeCardPrimary } from '../../../application/customer/make-card-primary.command.js';
import { cardName } from '../bookings/card-name.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast, type Toast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { CustomerPageBuilder } from './customer-page.js';

@ConsoleController('customers/:id')
export class CustomerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly page: CustomerPageBuilder,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    const asked = requireUuid(id);
    const page = await this.page.build(asked, textOf(query, 'payments') || undefined);
    // Merged with another, for good.
    if (page.customer.id !== asked) return response.redirect(308, `/customers/${page.customer.id}`);
    this.pages.send(response, 'customers/show', page);
  }

  /** No money moves, and it is undone as it is done: nothing is asked before. */
  @Post('primary-card')
  async makePrimary(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const customer = requireUuid(id);
    const card = textOf(body, 'card');
    const expectedVersion = wholeNumberOf(body, 'version');
    if (expectedVersion === undefined) throw new FormExpired();
    const toast = await this.outcome(customer, card, () =>
      this.commands.execute(new MakeCardPrimary({ customer, card, expectedVersion, by: actorOf(request) })),
    );
    leaveToast(request, { id: `primary-${card}`, ...toast });
    await seeOther(request, response, `/customers/${customer}`);
  }

  private async outcome(
    customer: string,
    id: string,
    change: () => Promise<void>,
  ): Promise<Omit<Toast, 'id'>> {
    try {
      await change();
      const { cards } = await this.queries.execute(new GetCustomer(customer));
      const card = cards.find((each) => each.id === id);
      return {
        tone: 'good',
        title: `${cardName(card)} is now the primary card`,
        text: 'It is charged unless another is chosen.',
      };
    } catch (error) {
      const { message } = formProblem(error, {});
      return { tone: 'bad', title: 'The primary card stays as it was', text: message };
    }
  }
}
