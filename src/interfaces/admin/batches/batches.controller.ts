import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { validate, v7 as uuid } from 'uuid';
import { BatchResults } from '../../../application/batch/batch-results.js';
import { GetBatch } from '../../../application/batch/get-batch.query.js';
import { ListBatchItems } from '../../../application/batch/list-batch-items.query.js';
import { ListBatches } from '../../../application/batch/list-batches.query.js';
import { MakeBatch } from '../../../application/batch/make-batch.command.js';
import { StartBatch } from '../../../application/batch/start-batch.command.js';
import { StopBatch } from '../../../application/batch/stop-batch.command.js';
import { listHref } from '../bookings/bookings-view.js';
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
import { batchAddress, batchesView, batchView, listAddress, shownIn, stateIn } from './batches-view.js';
import { idempotencyOf, matchingFrom, selectionFrom } from './selection-form.js';

const BATCHES_A_PAGE = 20;

/** Charging many bookings: what is ticked in the list is reviewed, confirmed once, and watched. */
@ConsoleController('batches')
export class BatchesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly results: BatchResults,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const state = stateIn(query);
    const cursor = textOf(query, 'cursor') || undefined;
    await orFirstPage(response, listAddress(state), async () => {
      const page = await this.queries.execute(new ListBatches({ state, cursor, limit: BATCHES_A_PAGE }));
      this.pages.send(response, 'batches/list', batchesView(page, state, cursor));
    });
  }

  /** A form that is sent twice makes one batch: it carries the id of the decision. */
  @Post()
  async make(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const selection = selectionFrom(body);
    const wanted = {
      id: uuid(),
      selection,
      by: actorOf(request),
      idempotency: idempotencyOf(decision, selection),
    };
    try {
      await seeOther(request, response, batchAddress(await this.commands.execute(new MakeBatch(wanted))));
    } catch (error) {
      const { message } = formProblem(error, {});
      leaveToast(request, {
        id: `toast-${decision}`,
        tone: 'warn',
        title: 'Nothing to review',
        text: message,
      });
      await seeOther(request, response, listHref(matchingFrom(body)));
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    await orFirstPage(response, batchAddress(id), () => this.render(id, query, response));
  }

  @Get(':id/results.csv')
  async download(@Param('id') id: string, @Res() response: Response): Promise<void> {
    await this.queries.execute(new GetBatch(id));
    response.attachment(`batch-${id}.csv`).type('text/csv');
    await pipeline(Readable.from(this.results.pieces(id)), response);
  }

  /** Bound to the version that was looked at; sent twice it starts once. */
  @Post(':id/start')
  async start(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const seen = wholeNumberOf(body, 'version');
    if (seen === undefined) throw new FormExpired();
    await this.decide(id, request, response, () =>
      this.commands.execute(new StartBatch(id, seen, actorOf(request))),
    );
  }

  @Post(':id/stop')
  async stop(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.decide(id, request, response, () =>
      this.commands.execute(new StopBatch(id, actorOf(request))),
    );
  }

  private async decide(
    id: string,
    request: Request,
    response: Response,
    decide: () => Promise<void>,
  ): Promise<void> {
    try {
      await decide();
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return this.render(id, {}, response, { status, message });
    }
    await seeOther(request, response, batchAddress(id));
  }

  private async render(
    id: string,
    query: FormFields,
    response: Response,
    problem?: { readonly status: number; readonly message: string },
  ): Promise<void> {
    const shown = shownIn(query);
    const { outcome, reason, cursor } = shown;
    const batch = await this.queries.execute(new GetBatch(id));
    const items = await this.queries.execute(
      new ListBatchItems(id, { outcomes: outcome && [outcome], reason, cursor }),
    );
    const view = batchView(batch, items, shown, this.views.format, problem?.message);
    this.pages.send(response, 'batches/show', view, problem?.status ?? 200);
  }
}
