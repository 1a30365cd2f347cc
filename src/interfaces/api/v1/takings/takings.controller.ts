import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { BusinessSettings } from '../../../../application/shared/business-settings.port.js';
import { Clock } from '../../../../application/shared/clock.port.js';
import { BYTE_ORDER_MARK, CsvWriter } from '../../../../application/shared/csv.port.js';
import { GetTakings } from '../../../../application/takings/get-takings.query.js';
import { ListTakingsMovements } from '../../../../application/takings/list-takings-movements.query.js';
import { takingsPeriod, type TakingsPeriod } from '../../../../application/takings/takings-period.js';
import { takingsRecords } from '../../../../application/takings/takings-records.js';
import { dayIn } from '../../../../domain/shared/calendar-date.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { movementPageJson, MovementPageJson } from './movement.json.js';
import { takingsJson, TakingsJson } from './takings.json.js';
import { MovementsQueryString, TakingsQueryString } from './takings.query-string.js';

@ApiController('takings', 'Takings')
export class TakingsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
    private readonly csv: CsvWriter,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What was taken, day by day and by method',
    description:
      'By the day on which the money moved, in the calendar of the business: for Stripe as its balance transactions say, for collections the day they were received. The facts behind a figure: `GET /takings/movements`.',
  })
  @Answers(200, TakingsJson, 'The takings of the period')
  @Refuses(422, '`validation_failed`, `invalid_period`')
  async all(@Query() { from, to }: TakingsQueryString): Promise<TakingsJson> {
    return takingsJson(await this.queries.execute(new GetTakings(this.period(from, to))));
  }

  @Get('daily.csv')
  @ApiOperation({
    summary: 'The same day by day, as CSV',
    description: 'A record for each day, method and currency.',
  })
  @ApiProduces('text/csv')
  @ApiResponse({
    status: 200,
    description: 'The file',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @Refuses(422, '`validation_failed`, `invalid_period`')
  async daily(@Query() { from, to }: TakingsQueryString, @Res() response: Response): Promise<void> {
    const takings = await this.queries.execute(new GetTakings(this.period(from, to)));
    response
      .type('text/csv; charset=utf-8')
      .attachment(`takings-${takings.from}-to-${takings.to}.csv`)
      .send(BYTE_ORDER_MARK + this.csv.write(takingsRecords(takings)));
  }

  @Get('movements')
  @ApiOperation({ summary: 'The facts behind the figures' })
  @Answers(200, MovementPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_period`, `invalid_cursor`')
  async movements(@Query() query: MovementsQueryString): Promise<MovementPageJson> {
    const { from, to, awaited, ...criteria } = query;
    const page = await this.queries.execute(
      new ListTakingsMovements({ ...criteria, ...this.period(from, to), awaited: awaited === 'true' }),
    );
    return movementPageJson(page);
  }

  private period(from: string | undefined, to: string | undefined): TakingsPeriod {
    return takingsPeriod(from, to, dayIn(this.settings.timeZone, this.clock.now()));
  }
}
