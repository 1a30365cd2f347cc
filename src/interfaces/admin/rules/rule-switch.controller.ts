import { randomUUID } from 'node:crypto';
import { Body, Get, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { validate } from 'uuid';
import { ActivateRule } from '../../../application/rule/activate-rule.command.js';
import { GetDryRun } from '../../../application/rule/dry-run.query.js';
import { GetRule } from '../../../application/rule/get-rule.query.js';
import { PauseRule } from '../../../application/rule/pause-rule.command.js';
import type { RuleView } from '../../../application/rule/rule.views.js';
import { RuleNotFound } from '../../../domain/rule/rule-errors.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { LONGEST_REASON } from './rule-form.js';
import { dryRunView } from './rules-view.js';
import { taskSentence } from './rule-words.js';

const FIELDS = { text_too_long: 'reason' };

interface TypedSwitch {
  readonly reason: string;
  readonly includesDue: boolean;
  readonly version: number;
}

/** Turning rules on and off. */
@ConsoleController('rules/:id')
export class RuleSwitchController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get('activation/new')
  async newActivation(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const rule = await this.rule(id);
    await this.sendActivation(response, rule, { reason: '', includesDue: false, version: rule.version });
  }

  @Post('activation')
  async activate(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const typed = typedIn(body);
    try {
      const reason = lineIn(typed.reason, LONGEST_REASON) || undefined;
      const { includesDue, version: expectedVersion } = typed;
      const rule = await this.rule(id);
      const wanted = { rule: rule.id, includesDue, reason, expectedVersion, by: actorOf(request) };
      await this.commands.execute(new ActivateRule(wanted));
      leaveToast(request, {
        id: `toast-${randomUUID()}`,
        tone: 'good',
        title: `“${rule.name}” is on`,
        text: 'What it does shows under its activity.',
      });
      await seeOther(request, response, `/rules/${id}`);
    } catch (error) {
      const problem = formProblem(error, FIELDS);
      const rule = await this.rule(id);
      // Looked at again by coming back: what it would do is shown as it is now.
      const again = problem.code === 'rule_changed' ? { ...typed, version: rule.version } : typed;
      await this.sendActivation(response, rule, again, problem);
    }
  }

  @Get('pause/new')
  async newPause(@Param('id') id: string, @Res() response: Response): Promise<void> {
    this.sendPause(response, await this.rule(id), '');
  }

  @Post('pause')
  async pause(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const rule = await this.rule(id);
    const typed = textOf(body, 'reason');
    try {
      const reason = lineIn(typed, LONGEST_REASON) || undefined;
      await this.commands.execute(new PauseRule(rule.id, actorOf(request), reason));
      leaveToast(request, {
        id: `toast-${randomUUID()}`,
        tone: 'info',
        title: `“${rule.name}” is paused`,
        text: 'What is under way goes on; it begins nothing more.',
      });
      await seeOther(request, response, `/rules/${id}`);
    } catch (error) {
      this.sendPause(response, rule, typed, formProblem(error, FIELDS));
    }
  }

  private rule(id: string): Promise<RuleView> {
    if (!validate(id)) throw new RuleNotFound(id);
    return this.queries.execute(new GetRule(id));
  }

  private async sendActivation(
    response: Response,
    rule: RuleView,
    typed: TypedSwitch,
    problem?: FormProblem,
  ): Promise<void> {
    const { id, task, scope, madeAt } = rule;
    const run = await this.queries.execute(
      new GetDryRun({ task, scope, stored: { id, madeAt } }, { limit: 1 }),
    );
    response.set('Cache-Control', 'private, no-cache');
    const { count, money, due } = dryRunView(run, this.views.format, { isOn: false });
    this.send(response, rule, typed.reason, problem, {
      title: 'Turn the rule on',
      action: `/rules/${id}/activation`,
      submit: 'Yes, turn it on',
      version: typed.version,
      activation: {
        what: taskSentence(task),
        bookings: count,
        sum: money,
        due,
        includesDue: typed.includesDue,
      },
      blocked: rule.state === 'active' && !problem ? 'This rule is on already.' : undefined,
    });
  }

  private sendPause(response: Response, rule: RuleView, reason: string, problem?: FormProblem): void {
    response.set('Cache-Control', 'private, no-cache');
    this.send(response, rule, reason, problem, {
      title: 'Pause the rule',
      action: `/rules/${rule.id}/pause`,
      submit: 'Yes, pause it',
      blocked: rule.state === 'paused' && !problem ? 'This rule is paused already.' : undefined,
    });
  }

  private send(
    response: Response,
    rule: RuleView,
    reason: string,
    problem: FormProblem | undefined,
    form: object,
  ): void {
    const errors = problem?.field === undefined ? {} : { [problem.field]: problem.message };
    const shown = {
      ...form,
      name: rule.name,
      back: `/rules/${rule.id}`,
      reason,
      longest: LONGEST_REASON,
      errors,
      problem: problem?.field === undefined ? problem : undefined,
    };
    this.pages.send(response, 'rules/switch', { form: shown }, problem?.status);
  }
}

function typedIn(body: FormFields): TypedSwitch {
  const version = wholeNumberOf(body, 'version');
  if (version === undefined) throw new FormExpired();
  return { reason: textOf(body, 'reason'), includesDue: textOf(body, 'include_due') !== '', version };
}
