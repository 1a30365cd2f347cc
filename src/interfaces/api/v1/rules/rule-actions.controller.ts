import { Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { ListRuleActions } from '../../../../application/rule/list-rule-actions.query.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ruleActionJson, RuleActionPageJson } from './rule-action.json.js';
import { RuleActionListQueryString } from './rule.body.js';

@ApiController('rule-actions', 'Rules')
export class RuleActionsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ summary: 'What rules did, and what they found to do' })
  @Answers(200, RuleActionPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() { status, ...criteria }: RuleActionListQueryString): Promise<RuleActionPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListRuleActions({ ...criteria, state: status }),
    );
    return { data: rows.map(ruleActionJson), next_cursor: nextCursor ?? null };
  }
}
