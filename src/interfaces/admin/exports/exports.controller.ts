import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, v7 as uuid, validate } from 'uuid';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { CancelExport } from '../../../application/export/cancel-export.command.js';
import { ExportDownloads } from '../../../application/export/export-downloads.js';
import { GetExport } from '../../../application/export/get-export.query.js';
import { ListExports } from '../../../application/export/list-exports.query.js';
import { RequestExport } from '../../../application/export/request-export.command.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { ExportHasNoFile, ExportOver, ExportPeriodRefused } from '../../../domain/export/export-errors.js';
import { dayIn } from '../../../domain/shared/calendar-date.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { decisionAfter, inFormWords } from '../forms/decision.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import {
  exportFormView,
  periodOf,
  typedExport,
  type ExportProblem,
  type TypedExport,
} from './export-form.js';
import { addressOf, criteriaFrom, exportsView, exportView } from './exports-view.js';

/** Files for accounts and spreadsheets. */
@ConsoleController('exports')
export class ExportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly downloads: ExportDownloads,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria = criteriaFrom(query);
    try {
      const page = await this.queries.execute(new ListExports(criteria));
      this.pages.send(response, 'exports/list', exportsView(page, criteria, this.views.format));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      response.redirect(303, addressOf(criteria));
    }
  }

  @Get('new')
  async form(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    await this.renderForm(response, typedExport(query), randomUuid());
  }

  /** A form that is sent twice asks once: it carries the id of the decision. */
  @Post()
  async request(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const typed = typedExport(body);
    const period = periodOf(typed, dayIn(this.settings.timeZone, this.clock.now()));
    if ('message' in period) return this.renderForm(response, typed, decision, period, 422);
    const { kind, filter } = typed;
    const asked = createHash('sha256')
      .update(JSON.stringify([kind, filter, period]))
      .digest('hex');
    try {
      const id = await this.commands.execute(
        new RequestExport(
          { id: uuid(), kind, filter, period, by: actorOf(request) },
          { scope: 'console', key: decision, fingerprint: `export ${asked}` },
        ),
      );
      await seeOther(request, response, `/exports/${id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, {}));
      const field = error instanceof ExportPeriodRefused ? error.field : undefined;
      const shown = { field, message: problem.message };
      await this.renderForm(response, typed, decisionAfter(problem, body), shown, problem.status);
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const view = await this.queries.execute(new GetExport(id));
    this.pages.send(response, 'exports/show', exportView(view, this.views.format));
  }

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      await this.commands.execute(new CancelExport(id, actorOf(request)));
    } catch (error) {
      if (!(error instanceof ExportOver)) throw error;
      leaveToast(request, { id: `toast-over-${id}`, tone: 'info', title: 'This export was over already' });
    }
    await seeOther(request, response, `/exports/${id}`);
  }

  /** For people, and so for spreadsheets. */
  @Get(':id/file')
  async file(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const { name, bytes, pieces } = await this.downloads.open(id, true);
      response.attachment(name).type('text/csv; charset=utf-8').set('Content-Length', String(bytes));
      await pipeline(Readable.from(pieces), response);
    } catch (error) {
      if (!(error instanceof ExportHasNoFile)) throw error;
      leaveToast(request, {
        id: `toast-no-file-${id}`,
        tone: 'info',
        title: 'There is no file',
        text: error.message,
      });
      await seeOther(request, response, `/exports/${id}`);
    }
  }

  private async renderForm(
    response: Response,
    typed: TypedExport,
    decision: string,
    problem?: ExportProblem,
    status = 200,
  ): Promise<void> {
    const { customer } = typed.filter;
    const name = customer && (await this.queries.execute(new GetCustomer(customer))).name;
    const form = { ...exportFormView(typed, name, problem), decision };
    this.pages.send(response, 'exports/new', { form }, status);
  }
}
