import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { validate, v7 as uuid } from 'uuid';
import { GetReconciliation } from '../../../application/reconciliation/get-reconciliation.query.js';
import { GetSweepOutlook } from '../../../application/reconciliation/get-sweep-outlook.query.js';
import { ListReconciliations } from '../../../application/reconciliation/list-reconciliations.query.js';
import {
  ReconciliationNotFound,
  ReconciliationUnderWay,
  type RequestedReconciliation,
} from '../../../application/reconciliation/reconciliation-requests.port.js';
import { RequestReconciliation } from '../../../application/reconciliation/request-reconciliation.command.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import {
  periodFormView,
  periodOf,
  typedPeriod,
  type PeriodProblem,
  type TypedPeriod,
} from './period-form.js';
import { listView, showView } from './reconciliation-view.js';

const RUNS_A_PAGE = 20;

/** Whether the books are as Stripe's: what was looked at, what was found, and looking again. */
@ConsoleController('reconciliation')
export class ReconciliationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const cursor = textOf(query, 'cursor') || undefined;
    const typed = typedPeriod({}, this.clock.now(), this.settings.timeZone);
    await this.whereCursorFits(response, '/reconciliation', () => this.render(response, typed, { cursor }));
  }

  /** A form that is sent twice asks once: it carries the id of what it asks for. */
  @Post()
  async request(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const id = textOf(body, 'decision');
    if (!validate(id)) throw new FormExpired();
    const now = this.clock.now();
    const typed = typedPeriod(body, now, this.settings.timeZone);
    const period = periodOf(typed, now, this.settings.timeZone);
    if ('field' in period) return this.render(response, typed, { problem: period });
    await this.begin({ id, ...period, dryRun: typed.dryRun, by: actorOf(request) }, request, response);
  }

  /** What a run only looked at is looked at once more, and put right. */
  @Post(':id/repair')
  async repair(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(id)) throw new ReconciliationNotFound(id);
    if (!validate(decision)) throw new FormExpired();
    const { since, until } = await this.queries.execute(new GetReconciliation(id));
    await this.begin({ id: decision, since, until, dryRun: false, by: actorOf(request) }, request, response);
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    if (!validate(id)) throw new ReconciliationNotFound(id);
    const cursor = textOf(query, 'cursor') || undefined;
    await this.whereCursorFits(response, `/reconciliation/${id}`, async () => {
      const run = await this.queries.execute(new GetReconciliation(id, { cursor }));
      const view = showView(run, this.views.format, cursor === undefined);
      this.pages.send(response, 'reconciliation/show', { ...view, decision: uuid() });
    });
  }

  private async begin(wanted: RequestedReconciliation, request: Request, response: Response): Promise<void> {
    const run = await this.commands.execute(new RequestReconciliation(wanted)).catch((error: unknown) => {
      if (!(error instanceof ReconciliationUnderWay)) throw error;
      leaveToast(request, {
        id: `toast-under-way-${error.reconciliation}`,
        tone: 'info',
        title: 'Another check isn’t over yet',
        text: 'One is done at a time. This is the one under way; nothing else was started.',
      });
      return error.reconciliation;
    });
    await seeOther(request, response, `/reconciliation/${run}`);
  }

  private async render(
    response: Response,
    typed: TypedPeriod,
    { cursor, problem }: { cursor?: string; problem?: PeriodProblem },
  ): Promise<void> {
    const [page, outlook] = await Promise.all([
      this.queries.execute(new ListReconciliations({ limit: RUNS_A_PAGE, cursor })),
      this.queries.execute(new GetSweepOutlook()),
    ]);
    const view = listView(page, outlook, cursor === undefined);
    const form = { ...periodFormView(typed, problem), decision: uuid() };
    this.pages.send(response, 'reconciliation/list', { ...view, form }, problem ? 422 : 200);
  }

  /** A cursor that was cut off leads to the first page. */
  private async whereCursorFits(response: Response, first: string, send: () => Promise<void>): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      response.redirect(303, first);
    }
  }
}
