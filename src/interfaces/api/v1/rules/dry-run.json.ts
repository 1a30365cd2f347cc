import { ApiProperty } from '@nestjs/swagger';
import type { DryRun, ForeseenAction, ForeseenTotal } from '../../../../application/rule/rule.views.js';

class ForeseenActionJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'The booking’s id' })
  booking!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: String, example: 'Nora Lindqvist' })
  customer!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When, UTC; null: when the booking is marked complete',
  })
  due_at!: string | null;

  @ApiProperty({
    type: Boolean,
    description:
      'Whether it comes of another action that is yet to be taken: a later renewal, as if each new hold lasts as long as the one before',
  })
  estimated!: boolean;

  @ApiProperty({ type: String, enum: ['charge', 'hold', 'renew', 'capture'] })
  action!: string;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units, as the booking stands now', example: 18550 })
  amount!: number;

  @ApiProperty({
    type: Boolean,
    description: 'Whether there is a card to ask; true for captures, which need none',
  })
  has_card!: boolean;
}

class ForeseenTotalJson {
  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'How many actions', example: 12 })
  actions!: number;

  @ApiProperty({ type: 'integer', description: 'On how many bookings', example: 12 })
  bookings!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Minor units; a hold that is renewed several times is counted once',
    example: 128450,
  })
  amount!: number;
}

/** What a rule would do as things stand. Nothing of it is stored. */
export class DryRunJson {
  @ApiProperty({ type: String, format: 'date-time', description: 'Now, UTC' })
  from!: string;

  @ApiProperty({ type: String, format: 'date-time', description: '30 days from now, UTC' })
  until!: string;

  @ApiProperty({ type: () => [ForeseenTotalJson], description: 'Of all these days, by currency' })
  totals!: ForeseenTotalJson[];

  @ApiProperty({
    type: () => [ForeseenTotalJson],
    description: 'What came due within the last 90 days: only done when it is turned on with `include_due`',
  })
  already_due!: ForeseenTotalJson[];

  @ApiProperty({ type: () => [ForeseenActionJson], description: 'In the order in which it would' })
  data!: ForeseenActionJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function dryRunJson({ rows, nextCursor, totals, alreadyDue, from, until }: DryRun): DryRunJson {
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    totals: totals.map(totalJson),
    already_due: alreadyDue.map(totalJson),
    data: rows.map(foreseenJson),
    next_cursor: nextCursor ?? null,
  };
}

function foreseenJson({
  booking,
  due,
  isEstimate,
  deed,
  currency,
  amount,
  card,
}: ForeseenAction): ForeseenActionJson {
  return {
    booking: booking.id,
    reference: booking.reference,
    customer: booking.customer,
    due_at: due?.toISOString() ?? null,
    estimated: isEstimate,
    action: deed,
    currency,
    amount,
    has_card: deed === 'capture' || card !== undefined,
  };
}

function totalJson({ currency, actions, bookings, amount }: ForeseenTotal): ForeseenTotalJson {
  return { currency, actions, bookings, amount };
}
