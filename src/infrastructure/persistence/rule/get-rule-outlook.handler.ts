import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetRuleOutlook, type RuleOutlook } from '../../../application/rule/get-rule-outlook.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { plannedOnce } from '../planned-once.js';
import { deedOf } from './deed-of.js';
import { dueOf } from './occasion-due.js';
import { completableSql, occasionsSql, type OccasionRow } from './occasions-sql.js';
import { ruleDataFrom, type RuleRow } from './rule-rows.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_DAYS = 366;
/** A booking's page names the first few. */
const MOST_RULES = 20;

const ACTIVE_RULES = plannedOnce(
  `SELECT * FROM rules WHERE state = 'active' ORDER BY look_at LIMIT ${MOST_RULES}`,
);

type Found = OccasionRow & { readonly payment_kind: 'charge' | 'hold' | null };

@QueryHandler(GetRuleOutlook)
export class GetRuleOutlookHandler implements IQueryHandler<GetRuleOutlook> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ booking }: GetRuleOutlook): Promise<RuleOutlook[]> {
    const rules = await this.dataSource.query<RuleRow[]>(ACTIVE_RULES);
    const outlooks = await Promise.all(rules.map((rule) => this.of(rule, booking)));
    return outlooks.flat().toSorted((a, b) => Number(a.due ?? Infinity) - Number(b.due ?? Infinity));
  }

  private async of(row: RuleRow, booking: string): Promise<RuleOutlook[]> {
    const { timeZone } = this.business;
    const { id, name, task, scope, madeAt, actsFrom } = ruleDataFrom(row);
    const now = this.clock.now();
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const searched = { task, scope, madeAt, timeZone };
    const isOnComplete = task.kind === 'charge_on_complete';
    const window = {
      from: isOnComplete ? new Date(0) : (actsFrom ?? now),
      until: new Date(now.getTime() + YEAR_DAYS * DAY_MS),
    };
    const occasions = isOnComplete
      ? completableSql(searched, window, parameter)
      : occasionsSql(searched, window, parameter);
    const found = await this.dataSource.query<Found[]>(
      plannedOnce(`SELECT o.*, p.kind AS payment_kind FROM (${occasions}) AS o LEFT JOIN payments p ON p.id = o.item_id
        WHERE o.booking_id = ${parameter(booking)}
          AND NOT EXISTS (SELECT FROM rule_actions a
                           WHERE a.rule_id = ${parameter(id)} AND a.booking_id = o.booking_id
                             AND a.occasion = o.key AND a.state <> 'skipped')`),
      parameters,
    );
    return found.map((each) => ({
      rule: { id, name },
      due: isOnComplete ? undefined : dueOf(task, each, timeZone),
      deed: deedOf(task, each.payment_kind),
      currency: each.currency,
      amount: Number(each.amount),
    }));
  }
}
