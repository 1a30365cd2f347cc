import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { BatchResults } from '../../../../application/batch/batch-results.js';
import { GetBatch } from '../../../../application/batch/get-batch.query.js';
import { ListBatchItems } from '../../../../application/batch/list-batch-items.query.js';
import { ListBatches } from '../../../../application/batch/list-batches.query.js';
import { MakeBatch } from '../../../../application/batch/make-batch.command.js';
import { StartBatch } from '../../../../application/batch/start-batch.command.js';
import { StopBatch } from '../../../../application/batch/stop-batch.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { RequiredVersion } from '../../requests/if-match.js';
import { BatchId } from './batch-id.js';
import { NewBatchBody, selectionFrom } from './batch.body.js';
import {
  batchItemJson,
  BatchItemPageJson,
  BatchJson,
  batchJson,
  BatchPageJson,
  batchSummaryJson,
} from './batch.json.js';
import { BatchItemListQueryString, BatchListQueryString } from './batch.query-strings.js';

const ETAG = { ETag: 'The version, in quotes, for If-Match' };

/** Charging many bookings: choose them, look at the review, start, and look at what became of each. */
@ApiController('batches', 'Batches')
export class BatchesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly results: BatchResults,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Put bookings together to be charged',
    description:
      'Charges nothing yet: it reviews what would be charged on each booking, all that is chargeable now, to which card, and which can’t be charged and why. Large batches are reviewed in the background: wait until `state` is `review`.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'The same key and body again get the same batch',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(201, BatchJson, 'The batch', { ...ETAG, Location: 'Where the batch is' })
  @Refuses(400, '`idempotency_key_required`, `malformed_request`')
  @Refuses(404, '`booking_not_found`: one that was named')
  @Refuses(409, '`idempotency_key_reused`: with another body')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`no_bookings`, `too_many_bookings` (with `maximum`), `validation_failed`')
  async make(
    @Body() body: NewBatchBody,
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchJson> {
    const selection = selectionFrom(body);
    const batch = await this.commands.execute(new MakeBatch({ id: uuid(), selection, by, idempotency }));
    response.location(`${API_ROOT}/batches/${batch}`);
    return this.show(batch, response);
  }

  @Get()
  @ApiOperation({ summary: 'List batches' })
  @Answers(200, BatchPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() criteria: BatchListQueryString): Promise<BatchPageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListBatches(criteria));
    return { data: rows.map(batchSummaryJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A batch with what became of its bookings' })
  @Answers(200, BatchJson, 'The batch', ETAG)
  @Refuses(404, '`batch_not_found`')
  async show(
    @Param('id', BatchId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchJson> {
    const batch = await this.queries.execute(new GetBatch(id));
    response.set('ETag', `"${batch.version}"`);
    return batchJson(batch);
  }

  @Get(':id/items')
  @ApiOperation({ summary: 'The bookings of a batch, one by one' })
  @Answers(200, BatchItemPageJson, 'One page of them')
  @Refuses(404, '`batch_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async items(
    @Param('id', BatchId) id: string,
    @Query() { outcome, ...page }: BatchItemListQueryString,
  ): Promise<BatchItemPageJson> {
    const criteria = { ...page, outcomes: outcome && [outcome] };
    const { rows, nextCursor } = await this.queries.execute(new ListBatchItems(id, criteria));
    return { data: rows.map(batchItemJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id/results.csv')
  @ApiOperation({
    summary: 'What became of each booking of a batch, as a file',
    description: 'Amounts are decimal numbers, with as many digits as the currency has.',
  })
  @ApiResponse({ status: 200, description: 'CSV', content: { 'text/csv': { schema: { type: 'string' } } } })
  @Refuses(404, '`batch_not_found`')
  async download(@Param('id', BatchId) id: string, @Res() response: Response): Promise<void> {
    await this.queries.execute(new GetBatch(id));
    response.attachment(`batch-${id}.csv`).type('text/csv');
    await pipeline(Readable.from(this.results.pieces(id)), response);
  }

  @Post(':id/start')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Charge the bookings of a batch',
    description:
      'Charges what was reviewed and no more; a booking that changed since so that this can’t be charged, or whose card is another by now, is left out. It is done in the background: look at the batch. Starting it again is the same start, and charges nothing twice.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version of the batch that was looked at, in quotes',
    schema: { type: 'string' },
    example: '"2"',
  })
  @Answers(202, BatchJson, 'The batch as it is now', ETAG)
  @Refuses(400, '`malformed_if_match`')
  @Refuses(404, '`batch_not_found`')
  @Refuses(409, '`batch_state`: it isn’t reviewed yet, or was discarded; `nothing_to_charge`')
  @Refuses(412, '`batch_changed`: since the version in If-Match')
  @Refuses(428, '`if_match_required`')
  async start(
    @Param('id', BatchId) id: string,
    @RequiredVersion() seen: number | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchJson> {
    await this.commands.execute(new StartBatch(id, seen, by));
    return this.show(id, response);
  }

  @Post(':id/stop')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Stop a batch',
    description:
      'Once this is answered no other booking is charged: one whose payment wasn’t decided on by then stays as it is, and what is under way ends by itself. A batch that wasn’t started is discarded. Stopping what is over changes nothing.',
  })
  @Answers(202, BatchJson, 'The batch as it is now', ETAG)
  @Refuses(404, '`batch_not_found`')
  async stop(
    @Param('id', BatchId) id: string,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchJson> {
    await this.commands.execute(new StopBatch(id, by));
    return this.show(id, response);
  }
}
