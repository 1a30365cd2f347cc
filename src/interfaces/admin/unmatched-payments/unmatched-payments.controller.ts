import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { GetUnmatchedVersion } from '../../../application/payment/get-unmatched-version.query.js';
import { ListUnmatchedPayments } from '../../../application/payment/list-unmatched-payments.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { unmatchedView } from './unmatched-view.js';

/** Payments made in Stripe that no booking asked for. */
@ConsoleController('unmatched-payments')
export class UnmatchedPaymentsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly settings: BusinessSettings,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const cursor = textOf(query, 'cursor') || undefined;
    // Asked for first: what changes while the list is read is told afterwards.
    const version = await this.queries.execute(new GetUnmatchedVersion());
    const dismissed = textOf(query, 'show') === 'dismissed';
    const page = await this.page(cursor, dismissed);
    if (!page) return response.redirect(303, '/unmatched-payments');
    const view = unmatchedView(page, this.settings.stripeDashboardUrl, {
      isFirst: cursor === undefined,
      dismissed,
    });
    const live = `/unmatched-payments/changes?of=${version}`;
    this.pages.send(response, 'unmatched-payments/list', { ...view, live });
  }

  /** Nothing for a cursor that was cut off. */
  private async page(cursor: string | undefined, dismissed: boolean) {
    try {
      return await this.queries.execute(new ListUnmatchedPayments({ cursor, dismissed }));
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_cursor') return undefined;
      throw error;
    }
  }
}
