import { ApiProperty } from '@nestjs/swagger';
import type { Takings } from '../../../../application/takings/get-takings.query.js';
import {
  FIGURE_NAMES,
  overall,
  type Figure,
  type Moved,
  type TakingsLine,
} from '../../../../application/takings/takings.js';

class MovedJson {
  @ApiProperty({ type: 'integer', description: 'Minor units', example: 18550 })
  amount!: number;

  @ApiProperty({ type: 'integer', description: 'How many facts', example: 1 })
  count!: number;
}

class TakingsMethodJson {
  @ApiProperty({
    type: String,
    description: '`stripe:card`, `stripe:other`, or the code of a way of collecting',
    example: 'stripe:card',
  })
  code!: string;

  @ApiProperty({ type: String, example: 'Card, through Stripe' })
  label!: string;

  @ApiProperty({ type: String, enum: ['stripe', 'outside'] })
  through!: string;
}

class SettledElsewhereJson {
  @ApiProperty({ type: String, description: 'The currency of Stripe’s balance', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Signed minor units, before fees' })
  amount!: number;

  @ApiProperty({ type: 'integer' })
  fees!: number;

  @ApiProperty({ type: 'integer' })
  net!: number;

  @ApiProperty({ type: 'integer', description: 'How many transactions' })
  count!: number;
}

class TakingsLineJson {
  @ApiProperty({ type: () => TakingsMethodJson })
  method!: TakingsMethodJson;

  @ApiProperty({ type: String, description: 'What the customer paid in; ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: () => MovedJson, description: 'Captured by Stripe, or collected' })
  taken!: MovedJson;

  @ApiProperty({
    type: () => MovedJson,
    description: 'Collections that were mistakes, on the day they were taken back',
  })
  reversed!: MovedJson;

  @ApiProperty({ type: () => MovedJson })
  refunded!: MovedJson;

  @ApiProperty({ type: () => MovedJson, description: 'Refunds that failed: the money came back' })
  returned!: MovedJson;

  @ApiProperty({ type: () => MovedJson, description: 'Withdrawn by disputes, whoever wins them in the end' })
  disputed!: MovedJson;

  @ApiProperty({ type: () => MovedJson, description: 'Given back when a dispute was won' })
  reinstated!: MovedJson;

  @ApiProperty({
    type: 'integer',
    description: 'taken − reversed − refunded + returned − disputed + reinstated; signed minor units',
  })
  moved!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Stripe’s, in this currency, of the transactions that are known',
  })
  fees!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'moved − fees; null where Stripe settles in another currency',
  })
  net!: number | null;

  @ApiProperty({ type: 'integer', description: 'Facts whose balance transaction isn’t known yet' })
  awaited!: number;

  @ApiProperty({
    type: 'integer',
    description:
      'How much more Stripe’s transactions come to than the facts, once none is awaited; 0 as a rule',
  })
  difference!: number;

  @ApiProperty({ type: () => [SettledElsewhereJson], description: 'Never added up with the amounts above' })
  settled_elsewhere!: SettledElsewhereJson[];
}

class DailyLineJson extends TakingsLineJson {
  @ApiProperty({ type: String, format: 'date' })
  day!: string;
}

class OtherLineJson {
  @ApiProperty({ type: String, format: 'date' })
  day!: string;

  @ApiProperty({
    type: String,
    enum: ['foreign', 'account'],
    description: '`foreign`: of payments that aren’t a booking’s; `account`: the account’s own, such as fees',
  })
  standing!: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Signed minor units' })
  amount!: number;

  @ApiProperty({ type: 'integer' })
  fees!: number;

  @ApiProperty({ type: 'integer' })
  net!: number;

  @ApiProperty({ type: 'integer', description: 'How many transactions' })
  count!: number;
}

class TakingsDayJson {
  @ApiProperty({ type: String, format: 'date' })
  day!: string;

  @ApiProperty({
    type: String,
    enum: ['running', 'awaiting', 'complete'],
    description:
      '`complete`: the day is over, every fact has its balance transaction, and Stripe was read beyond the day’s end',
  })
  state!: string;

  @ApiProperty({ type: 'integer' })
  awaited!: number;
}

class UnpaidJson {
  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({
    type: 'integer',
    description: 'What the balance transactions that are known come to, in signed minor units',
  })
  amount!: number;

  @ApiProperty({
    type: 'integer',
    description:
      'How much more is there by Stripe’s own word: of before `reading.since`, less what was paid out of that since',
  })
  unlisted!: number;
}

class BalanceReadingJson {
  @ApiProperty({ type: String, format: 'date-time', description: 'Transactions are known from here on' })
  since!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'They were read up to here' })
  reached!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last look ended early' })
  error!: string | null;
}

export class TakingsJson {
  @ApiProperty({ type: String, format: 'date' })
  from!: string;

  @ApiProperty({ type: String, format: 'date' })
  to!: string;

  @ApiProperty({ type: () => [TakingsLineJson], description: 'The whole period, by currency and method' })
  totals!: TakingsLineJson[];

  @ApiProperty({ type: () => [DailyLineJson], description: 'Each day, the newest first' })
  lines!: DailyLineJson[];

  @ApiProperty({ type: () => [OtherLineJson], description: 'What else moved the balance in Stripe' })
  others!: OtherLineJson[];

  @ApiProperty({ type: () => [TakingsDayJson] })
  days!: TakingsDayJson[];

  @ApiProperty({ type: () => [UnpaidJson], description: 'In Stripe now, and in no payout yet' })
  unpaid!: UnpaidJson[];

  @ApiProperty({ type: () => BalanceReadingJson })
  reading!: BalanceReadingJson;
}

export function takingsJson({ from, to, lines, others, days, unpaid, reading }: Takings): TakingsJson {
  return {
    from,
    to,
    totals: overall(lines).map(lineJson),
    lines: lines.map((line) => ({ day: line.day, ...lineJson(line) })),
    others: others.map(({ fee, ...other }) => ({ ...other, fees: fee, net: other.amount - fee })),
    days: days.map((day) => ({ ...day })),
    unpaid: unpaid.map((each) => ({ ...each })),
    reading: {
      since: reading.since.toISOString(),
      reached: reading.reached.toISOString(),
      error: reading.error ?? null,
    },
  };
}

function lineJson(line: TakingsLine): TakingsLineJson {
  const figures = Object.fromEntries(FIGURE_NAMES.map((figure) => [figure, { ...line[figure] }])) as Record<
    Figure,
    Moved
  >;
  return {
    method: { ...line.method },
    currency: line.currency,
    ...figures,
    moved: line.moved,
    fees: line.fees,
    net: line.net ?? null,
    awaited: line.awaited,
    difference: line.difference,
    settled_elsewhere: line.settledElsewhere.map(({ currency, amount, fee, count }) => ({
      currency,
      amount,
      fees: fee,
      net: amount - fee,
      count,
    })),
  };
}
