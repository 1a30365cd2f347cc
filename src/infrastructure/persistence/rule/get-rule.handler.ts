import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetRule } from '../../../application/rule/get-rule.query.js';
import type { RuleEventView, RuleView } from '../../../application/rule/rule.views.js';
import { RuleNotFound } from '../../../domain/rule/rule-errors.js';
import { ruleDataFrom, type RuleRow } from './rule-rows.js';

const EVENTS_SHOWN = 20;

@QueryHandler(GetRule)
export class GetRuleHandler implements IQueryHandler<GetRule> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetRule): Promise<RuleView> {
    const [[row], events] = await Promise.all([
      this.dataSource.query<RuleRow[]>(`SELECT * FROM rules WHERE id = $1`, [id]),
      this.dataSource.query<RuleEventView[]>(
        `SELECT id, type, at, actor AS by, data FROM rule_events WHERE rule_id = $1 ORDER BY id DESC LIMIT $2`,
        [id, EVENTS_SHOWN],
      ),
    ]);
    if (!row) throw new RuleNotFound(id);
    return { ...ruleDataFrom(row), events };
  }
}
