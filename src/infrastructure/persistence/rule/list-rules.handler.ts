import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListRules, type RulePage } from '../../../application/rule/list-rules.query.js';
import { cursorOf, cursorParts, isUuid } from '../cursor.js';
import { ruleDataFrom, type RuleRow } from './rule-rows.js';

const DEFAULT_LIMIT = 50;

@QueryHandler(ListRules)
export class ListRulesHandler implements IQueryHandler<ListRules> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ criteria }: ListRules): Promise<RulePage> {
    const { cursor, limit = DEFAULT_LIMIT } = criteria;
    const after = cursor === undefined ? null : (cursorParts(cursor, [isUuid])[0] ?? null);
    const found = await this.dataSource.query<(RuleRow & { last_found_at: Date | null })[]>(
      `SELECT r.*, (SELECT max(found_at) FROM rule_actions a WHERE a.rule_id = r.id) AS last_found_at
         FROM rules r
        WHERE $1::uuid IS NULL OR (lower(name), id) > (SELECT lower(name), id FROM rules WHERE id = $1)
        ORDER BY lower(name), id LIMIT $2`,
      [after, limit + 1],
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      rows: page.map((row) => ({ ...ruleDataFrom(row), lastFoundAt: row.last_found_at ?? undefined })),
      nextCursor: last && found.length > limit ? cursorOf(last.id) : undefined,
    };
  }
}
