import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { GetBalances } from '../../../application/balance/get-balances.query.js';
import { ListCustomerBalances } from '../../../application/balance/list-customer-balances.query.js';
import { isCurrency } from '../../../domain/shared/currency.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { balancesHref, balancesView, type BalancesAddress } from './balances-view.js';

/** What customers owe in all, how old it is, and who owes it. */
@ConsoleController('balances')
export class BalancesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async show(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const asked = textOf(query, 'currency');
    const balances = await this.queries.execute(new GetBalances());
    // Amounts of two currencies can't be put in one order: the currency of most bookings, unless one is asked for.
    const address: BalancesAddress = {
      currency: isCurrency(asked) ? asked : balances[0]?.currency,
      cursor: textOf(query, 'cursor') || undefined,
    };
    const page = await this.page(address);
    if (!page) return response.redirect(303, balancesHref({ currency: address.currency }));
    this.pages.send(response, 'balances/show', balancesView(address, balances, page, this.views.format));
  }

  /** Nothing for a cursor that was cut off. */
  private async page(address: BalancesAddress) {
    try {
      return await this.queries.execute(new ListCustomerBalances(address));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_cursor') return undefined;
      throw error;
    }
  }
}
