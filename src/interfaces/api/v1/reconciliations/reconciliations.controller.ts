import { Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetReconciliation } from '../../../../application/reconciliation/get-reconciliation.query.js';
import { ListReconciliations } from '../../../../application/reconciliation/list-reconciliations.query.js';
import { periodFrom } from '../../../../application/reconciliation/period.js';
import { RequestReconciliation } from '../../../../application/reconciliation/request-reconciliation.command.js';
import { Clock } from '../../../../application/shared/clock.port.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { ReconciliationId } from './reconciliation-id.js';
import { NewReconciliationBody, ReconciliationListQueryString } from './reconciliation.body.js';
import {
  ReconciliationJson,
  reconciliationJson,
  ReconciliationPageJson,
  ReconciliationWithFindingsJson,
  withFindingsJson,
} from './reconciliation.json.js';

@ApiController('reconciliations', 'Reconciliation')
export class ReconciliationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Check a period against Stripe',
    description:
      'Lists what Stripe has of the period, compares it with the bookings and puts right what differs. One is done at a time, in the background: follow it at its Location.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body again get the same check',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(202, ReconciliationJson, 'It will be done', { Location: 'Where it can be followed' })
  @Refuses(
    409,
    '`reconciliation_under_way`: another (the `reconciliation`) isn’t over, `idempotency_key_reused`',
  )
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`invalid_period` (with the `field`), `validation_failed`')
  async request(
    @Body() body: NewReconciliationBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ReconciliationJson> {
    const period = periodFrom(body.since, body.until, this.clock.now());
    const request = { id: uuid(), ...period, dryRun: body.dry_run ?? false, by };
    const id = await this.commands.execute(new RequestReconciliation(request, idempotency));
    response.location(`${API_ROOT}/reconciliations/${id}`);
    return reconciliationJson(await this.queries.execute(new GetReconciliation(id)));
  }

  @Get()
  @ApiOperation({
    summary: 'List checks and what sweeps found',
    description: 'Sweeps of events that found nothing aren’t kept.',
  })
  @Answers(200, ReconciliationPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() page: ReconciliationListQueryString): Promise<ReconciliationPageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListReconciliations({ ...page }));
    return { data: rows.map(reconciliationJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A check with what it found so far' })
  @Answers(200, ReconciliationWithFindingsJson, 'The check, and a page of its findings')
  @Refuses(404, '`reconciliation_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async show(
    @Param('id', ReconciliationId) id: string,
    @Query() page: ReconciliationListQueryString,
  ): Promise<ReconciliationWithFindingsJson> {
    return withFindingsJson(await this.queries.execute(new GetReconciliation(id, { ...page })));
  }
}
