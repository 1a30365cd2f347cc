import { createHash, randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v7 as uuid, validate } from 'uuid';
import { ChangeRule } from '../../../application/rule/change-rule.command.js';
import { GetDryRun } from '../../../application/rule/dry-run.query.js';
import { GetRule } from '../../../application/rule/get-rule.query.js';
import { ListRuleActions } from '../../../application/rule/list-rule-actions.query.js';
import { ListRules } from '../../../application/rule/list-rules.query.js';
import { MakeRule } from '../../../application/rule/make-rule.command.js';
import type { RuleView } from '../../../application/rule/rule.views.js';
import { RuleNotFound } from '../../../domain/rule/rule-errors.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { orFirstPage } from '../views/first-page.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import {
  inRuleWords,
  kindChoices,
  kindFrom,
  readRule,
  ruleForm,
  startOf,
  typedFrom,
  typedOf,
  type ReadRule,
  type RuleFormInput,
  type TypedRule,
} from './rule-form.js';
import { dryRunView, rulesView, ruleView } from './rules-view.js';

/** How many of each a page shows; the rest is behind links. */
const FORESEEN_SHOWN = 25;
const PREVIEWED = 10;
const ACTIONS_SHOWN = 5;
const FIELDS = { text_too_long: 'service' };

/** Rules: what they do, what they would do, and making and changing them. */
@ConsoleController('rules')
export class RulesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const cursor = textOf(query, 'cursor') || undefined;
    await orFirstPage(response, '/rules', async () => {
      const page = await this.queries.execute(new ListRules({ cursor }));
      this.pages.send(response, 'rules/list', { ...rulesView(page, cursor), kinds: kindChoices() });
    });
  }

  @Get('new')
  new(@Query() query: FormFields, @Res() response: Response): void {
    const kind = kindFrom(textOf(query, 'kind'));
    response.set('Cache-Control', 'private, no-cache');
    if (!kind) return this.pages.send(response, 'rules/kinds', { kinds: kindChoices() });
    this.send(response, { typed: startOf(kind), decision: randomUUID() });
  }

  /** Shows what it would do beneath the form; nothing is stored. */
  @Post('preview')
  async preview(@Body() body: FormFields, @Res() response: Response): Promise<void> {
    await this.tryOut(response, { typed: this.typed(body), decision: textOf(body, 'decision') });
  }

  @Post()
  async make(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = this.typed(body);
    const key = textOf(body, 'decision');
    if (!validate(key)) throw new FormExpired();
    try {
      const fingerprint = createHash('sha256').update(JSON.stringify(typed)).digest('hex');
      const idempotency = { scope: 'console', key, fingerprint };
      const wanted = { id: uuid(), ...readRule(typed), by: actorOf(request), idempotency };
      const id = await this.commands.execute(new MakeRule(wanted));
      leaveToast(request, {
        id: `toast-${key}`,
        tone: 'good',
        title: 'The rule is made, and paused',
        text: 'Look at what it would do, then turn it on.',
      });
      await seeOther(request, response, `/rules/${id}`);
    } catch (error) {
      this.refuse(response, error, { typed, decision: key });
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    const rule = await this.rule(id);
    const cursor = textOf(query, 'cursor') || undefined;
    const { task, scope, madeAt } = rule;
    await orFirstPage(response, `/rules/${id}`, async () => {
      const [run, actions] = await Promise.all([
        this.queries.execute(
          new GetDryRun({ task, scope, stored: { id, madeAt } }, { limit: FORESEEN_SHOWN, cursor }),
        ),
        this.queries.execute(new ListRuleActions({ rule: id, limit: ACTIONS_SHOWN })),
      ]);
      this.pages.send(response, 'rules/show', ruleView(rule, run, actions, cursor, this.views.format));
    });
  }

  @Get(':id/edit')
  async edit(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const rule = await this.rule(id);
    response.set('Cache-Control', 'private, no-cache');
    this.send(response, { typed: typedOf(rule), decision: randomUUID(), stored: storedOf(rule) });
  }

  @Post(':id/preview')
  async previewChange(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const rule = await this.rule(id);
    const stored = { ...storedOf(rule), version: wholeNumberOf(body, 'version') ?? rule.version };
    await this.tryOut(
      response,
      { typed: this.typed(body), decision: textOf(body, 'decision'), stored },
      rule,
    );
  }

  @Post(':id')
  async change(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const rule = await this.rule(id);
    const typed = this.typed(body);
    const expectedVersion = wholeNumberOf(body, 'version');
    if (expectedVersion === undefined) throw new FormExpired();
    try {
      const wanted = { rule: id, ...readRule(typed), expectedVersion, by: actorOf(request) };
      await this.commands.execute(new ChangeRule(wanted));
    } catch (error) {
      const stored = { ...storedOf(rule), version: expectedVersion };
      return this.refuse(response, error, { typed, decision: textOf(body, 'decision'), stored });
    }
    const after = await this.rule(id);
    const wasPaused = rule.state === 'active' && after.state === 'paused';
    leaveToast(request, {
      id: `toast-${textOf(body, 'decision')}`,
      tone: 'good',
      title: 'The rule is changed',
      text: wasPaused ? 'It is paused now: look at what it would do, then turn it on.' : '',
    });
    await seeOther(request, response, `/rules/${id}`);
  }

  private rule(id: string): Promise<RuleView> {
    if (!validate(id)) throw new RuleNotFound(id);
    return this.queries.execute(new GetRule(id));
  }

  private typed(body: FormFields): TypedRule {
    const kind = kindFrom(textOf(body, 'kind'));
    if (!kind) throw new FormExpired();
    return typedFrom(kind, body);
  }

  private async tryOut(response: Response, input: RuleFormInput, rule?: RuleView): Promise<void> {
    let read: ReadRule;
    try {
      read = readRule(input.typed);
    } catch (error) {
      return this.refuse(response, error, input);
    }
    const stored = rule && { id: rule.id, madeAt: rule.madeAt };
    const { task, scope } = read;
    const run = await this.queries.execute(new GetDryRun({ task, scope, stored }, { limit: PREVIEWED }));
    const shown = dryRunView({ ...run, nextCursor: undefined }, this.views.format, { isOn: false });
    this.send(response, input, shown);
  }

  private refuse(response: Response, error: unknown, input: RuleFormInput): void {
    const problem = inRuleWords(formProblem(error, FIELDS), error, input.typed);
    this.send(response, { ...input, problem });
  }

  private send(response: Response, input: RuleFormInput, run?: object): void {
    this.pages.send(response, 'rules/form', { form: ruleForm(input), run }, input.problem?.status);
  }
}

function storedOf({ id, name, version, state }: RuleView) {
  return { id, name, version, isOn: state === 'active' };
}
