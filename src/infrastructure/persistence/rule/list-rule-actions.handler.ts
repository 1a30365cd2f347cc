import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListRuleActions, type RuleActionPage } from '../../../application/rule/list-rule-actions.query.js';
import type { RuleActionView } from '../../../application/rule/rule.views.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { ruleActionFrom, type RuleActionRow } from './rule-rows.js';

const DEFAULT_LIMIT = 50;

type ListedAction = RuleActionRow & {
  readonly rule_name: string;
  readonly reference: string;
  readonly customer_name: string;
};

@QueryHandler(ListRuleActions)
export class ListRuleActionsHandler implements IQueryHandler<ListRuleActions> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListRuleActions): Promise<RuleActionPage> {
    const { rule, booking, state, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (rule !== undefined) where.push(`a.rule_id = ${parameter(rule)}`);
    if (booking !== undefined) where.push(`a.booking_id = ${parameter(booking)}`);
    if (state !== undefined) where.push(`a.state = ${parameter(state)}`);
    if (cursor !== undefined) {
      const [foundAt, id] = cursorParts(cursor, [isInstant, isUuid]);
      where.push(`(a.found_at, a.id) < (${parameter(foundAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<ListedAction[]>(
      `SELECT a.*, r.name AS rule_name, b.reference, b.customer_name
         FROM rule_actions a JOIN rules r ON r.id = a.rule_id JOIN bookings b ON b.id = a.booking_id
        ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY a.found_at DESC, a.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(viewFrom),
      nextCursor: last && found.length > limit ? cursorOf(last.found_at, last.id) : undefined,
    };
  }
}

function viewFrom(row: ListedAction): RuleActionView {
  const { rule, booking, amount, ...action } = ruleActionFrom(row).toData();
  return {
    ...action,
    rule: { id: rule, name: row.rule_name },
    booking: { id: booking, reference: row.reference, customer: row.customer_name },
    currency: amount?.currency,
    amount: amount?.amount,
  };
}
