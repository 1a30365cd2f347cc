import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { DismissRuleAction } from '../../../../application/rule/dismiss-rule-action.command.js';
import { GetRuleAction } from '../../../../application/rule/get-rule-action.query.js';
import { ListRuleActions } from '../../../../application/rule/list-rule-actions.query.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RuleActionId } from './rule-action-id.js';
import { RuleActionJson, ruleActionJson, RuleActionPageJson } from './rule-action.json.js';
import { RuleActionListQueryString } from './rule.body.js';

@ApiController('rule-actions', 'Rules')
export class RuleActionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What rules did, and what they found to do' })
  @Answers(200, RuleActionPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(
    @Query() { status, needs_attention, ...criteria }: RuleActionListQueryString,
  ): Promise<RuleActionPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListRuleActions({ ...criteria, state: status, needsAttention: needs_attention === 'true' }),
    );
    return { data: rows.map(ruleActionJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of them' })
  @Answers(200, RuleActionJson, 'As it stands now')
  @Refuses(404, '`rule_action_not_found`')
  async get(@Param('id', RuleActionId) id: string): Promise<RuleActionJson> {
    return ruleActionJson(await this.queries.execute(new GetRuleAction(id)));
  }

  @Post(':id/dismissal')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say that what a rule left undone needs nobody any more',
    description: 'It is listed as before, but not with `needs_attention`. Nothing is done about the booking.',
  })
  @Answers(200, RuleActionJson, 'The action; said twice, the first stands')
  @Refuses(404, '`rule_action_not_found`')
  @Refuses(409, '`rule_action_state` (with the `state`): nothing was left undone')
  async dismiss(@Param('id', RuleActionId) id: string, @CallingProgram() by: Actor): Promise<RuleActionJson> {
    await this.commands.execute(new DismissRuleAction(id, by));
    return ruleActionJson(await this.queries.execute(new GetRuleAction(id)));
  }
}
