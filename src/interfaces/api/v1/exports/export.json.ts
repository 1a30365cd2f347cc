import { ApiProperty } from '@nestjs/swagger';
import type { ExportView } from '../../../../application/export/export.views.js';
import { EXPORT_KINDS } from '../../../../domain/export/export-order.js';
import { EXPORT_STATES } from '../../../../domain/export/export-states.js';
import { CauseJson } from '../cause.json.js';

function Time(description: string, nullable = true): PropertyDecorator {
  return ApiProperty({ type: String, format: 'date-time', nullable, description: `${description}, UTC` });
}

function Text(description: string): PropertyDecorator {
  return ApiProperty({ type: String, nullable: true, description });
}

class ExportFilterJson {
  @Text('Payment status')
  status!: string | null;

  @Text('What became of the booking')
  booking_status!: string | null;

  @Text('What is searched for')
  q!: string | null;

  @ApiProperty({ type: Boolean, description: 'Only bookings that owe something' })
  owing!: boolean;

  @Text('Only bookings that owe something and started so long ago')
  age!: string | null;

  @Text('Only in this currency')
  currency!: string | null;

  @Text('Only of this customer')
  customer!: string | null;
}

class ExportPeriodJson {
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The first day' })
  from!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last day, included' })
  to!: string | null;

  @ApiProperty({
    type: String,
    description: 'Whose days, and the zone of the file’s times',
    example: 'Europe/Lisbon',
  })
  time_zone!: string;
}

class ExportTotalJson {
  @ApiProperty({ type: String, example: 'EUR' })
  currency!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  rows!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', format: 'int64' },
    description: 'Each column of amounts added up, in minor units',
    example: { amount: 1855000, captured: 1855000, refunded: 5000, net: 1850000 },
  })
  amounts!: Record<string, number>;
}

/** A file that was asked for. */
export class ExportJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: [...EXPORT_KINDS], description: 'What each row of the file is' })
  kind!: string;

  @ApiProperty({
    type: String,
    enum: [...EXPORT_STATES],
    description:
      '`queued` and `running` go on by themselves; `ready`: the file is there; `expired`: it was, and is removed',
  })
  status!: string;

  @ApiProperty({ type: () => ExportFilterJson })
  filter!: ExportFilterJson;

  @ApiProperty({ type: () => ExportPeriodJson })
  period!: ExportPeriodJson;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows written so far' })
  rows!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Size of the file so far' })
  bytes!: number;

  @ApiProperty({
    type: () => [ExportTotalJson],
    description: 'What the file adds up to by currency, once it is ready',
  })
  totals!: ExportTotalJson[];

  @Time('The one moment as of which all of the file is true')
  as_of!: string | null;

  @Text('Why it isn’t written (yet)')
  error!: string | null;

  @ApiProperty({ type: () => CauseJson })
  requested_by!: CauseJson;

  @Time('When it was asked for', false)
  requested_at!: string;

  @Time('When it was over')
  finished_at!: string | null;

  @Time('When the file is removed')
  expires_at!: string | null;

  @ApiProperty({
    type: String,
    format: 'uri-reference',
    nullable: true,
    description: 'Where the file is, while there is one',
  })
  file!: string | null;
}

export class ExportPageJson {
  @ApiProperty({ type: () => [ExportJson], description: 'Newest first' })
  data!: ExportJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function exportJson(view: ExportView, root: string): ExportJson {
  const { id, kind, state, filter, period, rows, bytes } = view;
  return {
    id,
    kind,
    status: state,
    filter: {
      status: filter.status ?? null,
      booking_status: filter.life ?? null,
      q: filter.q ?? null,
      owing: filter.owing ?? false,
      age: filter.age ?? null,
      currency: filter.currency ?? null,
      customer: filter.customer ?? null,
    },
    period: { from: period.from ?? null, to: period.to ?? null, time_zone: view.timeZone },
    rows,
    bytes,
    totals: view.totals.map(({ amounts, ...total }) => ({
      ...total,
      amounts: Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Number(amount)])),
    })),
    as_of: view.asOf?.toISOString() ?? null,
    error: view.reason ?? null,
    requested_by: { kind: view.requestedBy.kind, name: view.requestedBy.name },
    requested_at: view.requestedAt.toISOString(),
    finished_at: view.finishedAt?.toISOString() ?? null,
    expires_at: view.expiresAt?.toISOString() ?? null,
    file: state === 'ready' ? `${root}/exports/${id}/file` : null,
  };
}
