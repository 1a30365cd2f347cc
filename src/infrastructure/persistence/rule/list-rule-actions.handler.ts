import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListRuleActions, type RuleActionPage } from '../../../application/rule/list-rule-actions.query.js';
import { cursorOf, cursorParts, isInstant, isUuid } from '../cursor.js';
import { LEFT_UNDONE_ROWS, STILL_TO_BE_DONE } from './left-undone.js';
import { LISTED_ACTIONS, ruleActionViewFrom, type ListedAction } from './rule-action-views.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListRuleActions)
export class ListRuleActionsHandler implements IQueryHandler<ListRuleActions> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListRuleActions): Promise<RuleActionPage> {
    const { rule, booking, state, needsAttention, cursor, limit = DEFAULT_LIMIT } = criteria;
    const parameters: unknown[] = [];
    const parameter = (value: unknown) => `$${parameters.push(value)}`;
    const where: string[] = [];
    if (rule !== undefined) where.push(`a.rule_id = ${parameter(rule)}`);
    if (booking !== undefined) where.push(`a.booking_id = ${parameter(booking)}`);
    if (state !== undefined) where.push(`a.state = ${parameter(state)}`);
    if (needsAttention) where.push(LEFT_UNDONE_ROWS, STILL_TO_BE_DONE);
    if (cursor !== undefined) {
      const [foundAt, id] = cursorParts(cursor, [isInstant, isUuid]);
      where.push(`(a.found_at, a.id) < (${parameter(foundAt)}, ${parameter(id)})`);
    }
    const found = await this.dataSource.query<ListedAction[]>(
      `${LISTED_ACTIONS} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
        ORDER BY a.found_at DESC, a.id DESC LIMIT ${parameter(limit + 1)}`,
      parameters,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map(ruleActionViewFrom),
      nextCursor: last && found.length > limit ? cursorOf(last.found_at, last.id) : undefined,
    };
  }
}
