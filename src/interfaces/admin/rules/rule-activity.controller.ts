import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { GetRule } from '../../../application/rule/get-rule.query.js';
import {
  ListRuleActions,
  type RuleActionCriteria,
} from '../../../application/rule/list-rule-actions.query.js';
import { ConsoleController } from '../console-controller.js';
import type { FormFields } from '../forms/form-fields.js';
import { orFirstPage } from '../views/first-page.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { activityAddress, activityCriteriaFrom, activityView } from './rules-view.js';

/** What rules did: all of them, one of them, or to one booking. */
@ConsoleController('rules/activity')
export class RuleActivityController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria = activityCriteriaFrom(query);
    await orFirstPage(response, activityAddress(criteria), async () => {
      const page = await this.queries.execute(new ListRuleActions(criteria));
      const view = activityView(page, criteria, await this.aboutOf(criteria), this.views.format);
      this.pages.send(response, 'rules/activity', view);
    });
  }

  private async aboutOf({ rule, booking }: RuleActionCriteria) {
    return {
      rule: rule === undefined ? undefined : (await this.queries.execute(new GetRule(rule))).name,
      reference:
        booking === undefined ? undefined : (await this.queries.execute(new GetBooking(booking))).reference,
    };
  }
}
