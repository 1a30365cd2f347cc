import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { GetRuleAction } from '../../../application/rule/get-rule-action.query.js';
import type { RuleActionView } from '../../../application/rule/rule.views.js';
import { RuleActionNotFound } from '../../../domain/rule/rule-errors.js';
import { LISTED_ACTIONS, ruleActionViewFrom, type ListedAction } from './rule-action-views.js';

@QueryHandler(GetRuleAction)
export class GetRuleActionHandler implements IQueryHandler<GetRuleAction> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetRuleAction): Promise<RuleActionView> {
    if (!isUuid(id)) throw new RuleActionNotFound(id);
    const [row] = await this.dataSource.query<ListedAction[]>(`${LISTED_ACTIONS} WHERE a.id = $1`, [id]);
    if (!row) throw new RuleActionNotFound(id);
    return ruleActionViewFrom(row);
  }
}
