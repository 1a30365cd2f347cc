import { Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { ListBalanceTransactions } from '../../../application/takings/list-balance-transactions.query.js';
import { GetPayout, ListPayouts } from '../../../application/takings/list-payouts.query.js';
import { isCurrency } from '../../../domain/shared/currency.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { payoutsView, payoutView } from './payout-view.js';

/** What Stripe paid out to the bank, and the bookings behind it. */
@ConsoleController('payouts')
export class PayoutsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const asked = textOf(query, 'currency');
    const address = {
      currency: isCurrency(asked) ? asked : undefined,
      cursor: textOf(query, 'cursor') || undefined,
    };
    try {
      const page = await this.queries.execute(new ListPayouts(address));
      this.pages.send(response, 'takings/payouts', payoutsView(page, address, this.views.format));
    } catch (error) {
      if (!isCutOff(error)) throw error;
      response.redirect(303, '/payouts');
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    const cursor = textOf(query, 'cursor') || undefined;
    const payout = await this.queries.execute(new GetPayout(id));
    try {
      const page = await this.queries.execute(new ListBalanceTransactions({ payout: id, cursor }));
      const { stripeDashboardUrl: dashboard } = this.settings;
      this.pages.send(
        response,
        'takings/payout',
        payoutView(payout, page, cursor, dashboard, this.views.format),
      );
    } catch (error) {
      if (!isCutOff(error)) throw error;
      response.redirect(303, `/payouts/${encodeURIComponent(id)}`);
    }
  }
}

function isCutOff(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'invalid_cursor';
}
