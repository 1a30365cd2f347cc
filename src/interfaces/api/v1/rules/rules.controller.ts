import { Body, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { ActivateRule } from '../../../../application/rule/activate-rule.command.js';
import { ChangeRule } from '../../../../application/rule/change-rule.command.js';
import { GetDryRun } from '../../../../application/rule/dry-run.query.js';
import { GetRule } from '../../../../application/rule/get-rule.query.js';
import { ListRules } from '../../../../application/rule/list-rules.query.js';
import { MakeRule } from '../../../../application/rule/make-rule.command.js';
import { PauseRule } from '../../../../application/rule/pause-rule.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { RequiredVersion } from '../../requests/if-match.js';
import { DryRunJson, dryRunJson } from './dry-run.json.js';
import { RuleId } from './rule-id.js';
import { scopeIn, taskIn } from './rule-task.body.js';
import {
  ActivationBody,
  NewRuleBody,
  PauseBody,
  RuleChangeBody,
  RuleListQueryString,
  TriedRuleBody,
} from './rule.body.js';
import { ruleJson, RulePageJson, RuleWithEventsJson, ruleWithEventsJson } from './rule.json.js';

const ETAG = { ETag: 'The version, in quotes, for If-Match' };

/** What is done with payments by itself. A rule is paused, never deleted: what it did keeps its name. */
@ApiController('rules', 'Rules')
export class RulesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Make a rule',
    description: 'It is paused: look at its dry run, then turn it on with an activation.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body again get the same rule',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(201, RuleWithEventsJson, 'Made', { ...ETAG, Location: 'Where it is' })
  @Refuses(409, '`rule_name_taken`, `idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `rule_not_accepted` (with the `field`)')
  async make(
    @Body() { name, task, scope, reason }: NewRuleBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleWithEventsJson> {
    const about = { name, task: taskIn(task), scope: scopeIn(scope), reason: reason ?? undefined };
    const id = await this.commands.execute(new MakeRule({ id: uuid(), ...about, by, idempotency }));
    response.location(`${API_ROOT}/rules/${id}`);
    return this.show(id, response);
  }

  @Get()
  @ApiOperation({ summary: 'List rules' })
  @Answers(200, RulePageJson, 'One page of them, by name')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() page: RuleListQueryString): Promise<RulePageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListRules({ ...page }));
    return { data: rows.map(ruleJson), next_cursor: nextCursor ?? null };
  }

  @Post('dry-runs')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What a rule would do that isn’t made yet',
    description: 'Nothing is stored.',
  })
  @Answers(200, DryRunJson, 'What it would do within 30 days, and what came due lately')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `rule_not_accepted` (with the `field`), `invalid_cursor`')
  async tryOut(
    @Body() { task, scope }: TriedRuleBody,
    @Query() page: RuleListQueryString,
  ): Promise<DryRunJson> {
    const rule = { task: taskIn(task), scope: scopeIn(scope) };
    return dryRunJson(await this.queries.execute(new GetDryRun(rule, { ...page })));
  }

  @Get(':id')
  @ApiOperation({ summary: 'A rule, and who changed it' })
  @Answers(200, RuleWithEventsJson, 'The rule', ETAG)
  @Refuses(404, '`rule_not_found`')
  async show(
    @Param('id', RuleId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleWithEventsJson> {
    const rule = await this.queries.execute(new GetRule(id));
    response.set('ETag', `"${rule.version}"`);
    return ruleWithEventsJson(rule);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a rule',
    description:
      'A change to what it does, or to which bookings it takes, pauses it: look at its dry run again, then turn it on. What it acted on it leaves alone, however it is set.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"1"',
  })
  @Answers(200, RuleWithEventsJson, 'The rule as it is now', ETAG)
  @Refuses(404, '`rule_not_found`')
  @Refuses(409, '`rule_name_taken`')
  @Refuses(412, '`rule_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `rule_not_accepted` (with the `field`), `nothing_to_change`')
  @Refuses(428, '`if_match_required`')
  async change(
    @Param('id', RuleId) id: string,
    @RequiredVersion() expectedVersion: number | undefined,
    @Body() body: RuleChangeBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleWithEventsJson> {
    const change = {
      name: body.name ?? undefined,
      task: body.task ? taskIn(body.task) : undefined,
      scope: body.scope ? scopeIn(body.scope) : undefined,
      reason: body.reason ?? undefined,
    };
    if (change.name === undefined && !change.task && !change.scope)
      throw new ApiProblem(422, 'nothing_to_change', 'Say what to change: name, task or scope.');
    await this.commands.execute(new ChangeRule({ rule: id, ...change, expectedVersion, by }));
    return this.show(id, response);
  }

  @Get(':id/dry-run')
  @ApiOperation({
    summary: 'What a rule would do',
    description: 'As things stand, whether or not it is on. What it did before it doesn’t do again.',
  })
  @Answers(200, DryRunJson, 'What it would do within 30 days, and what came due lately')
  @Refuses(404, '`rule_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async dryRun(@Param('id', RuleId) id: string, @Query() page: RuleListQueryString): Promise<DryRunJson> {
    const { task, scope, madeAt } = await this.queries.execute(new GetRule(id));
    const rule = { task, scope, stored: { id, madeAt } };
    return dryRunJson(await this.queries.execute(new GetDryRun(rule, { ...page })));
  }

  @Post(':id/activation')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Turn a rule on',
    description:
      'It acts on what comes due from now on; with `include_due` also on what did within the last 90 days. One that is on stays as it is.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version whose dry run was looked at, in quotes; `*` for whichever it is',
    schema: { type: 'string' },
    example: '"1"',
  })
  @Answers(200, RuleWithEventsJson, 'The rule as it is now', ETAG)
  @Refuses(404, '`rule_not_found`')
  @Refuses(412, '`rule_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  @Refuses(428, '`if_match_required`')
  async activate(
    @Param('id', RuleId) id: string,
    @RequiredVersion() expectedVersion: number | undefined,
    @Body() { include_due, reason }: ActivationBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleWithEventsJson> {
    const activation = { includesDue: include_due ?? false, reason: reason ?? undefined };
    await this.commands.execute(new ActivateRule({ rule: id, ...activation, expectedVersion, by }));
    return this.show(id, response);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Turn a rule off',
    description:
      'What it hasn’t asked Stripe for yet, it doesn’t; what is under way goes on. One that is off stays so.',
  })
  @Answers(200, RuleWithEventsJson, 'The rule as it is now', ETAG)
  @Refuses(404, '`rule_not_found`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  async pause(
    @Param('id', RuleId) id: string,
    @Body() { reason }: PauseBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RuleWithEventsJson> {
    await this.commands.execute(new PauseRule(id, by, reason ?? undefined));
    return this.show(id, response);
  }
}
