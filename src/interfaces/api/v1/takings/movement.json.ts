import { ApiProperty } from '@nestjs/swagger';
import { FIGURE_NAMES } from '../../../../application/takings/takings.js';
import type {
  BalanceTransactionView,
  OfBooking,
  Page,
  TakingsMovement,
} from '../../../../application/takings/takings-views.js';

export class OfBookingJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'B-1042' })
  reference!: string;

  @ApiProperty({ type: String, description: 'The customer’s name', example: 'Nora Lindqvist' })
  customer!: string;
}

class MovementJson {
  @ApiProperty({ type: String })
  id!: string;

  @ApiProperty({ type: String, enum: [...FIGURE_NAMES] })
  figure!: string;

  @ApiProperty({ type: String, example: 'stripe:card' })
  method!: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units; the figure tells which way it went' })
  amount!: number;

  @ApiProperty({ type: String, format: 'date' })
  day!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null for collections' })
  at!: string | null;

  @ApiProperty({ type: String, format: 'uuid' })
  payment!: string;

  @ApiProperty({ type: () => OfBookingJson })
  booking!: OfBookingJson;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Stripe’s balance transaction',
    example: 'txn_1',
  })
  transaction!: string | null;

  @ApiProperty({ type: Boolean, description: 'Stripe’s balance transaction isn’t known yet' })
  awaited!: boolean;
}

export class MovementPageJson {
  @ApiProperty({ type: () => [MovementJson], description: 'The newest day first' })
  data!: MovementJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

class BalanceTransactionJson {
  @ApiProperty({ type: String, example: 'txn_1' })
  id!: string;

  @ApiProperty({ type: String, description: 'Stripe’s word', example: 'charge' })
  type!: string;

  @ApiProperty({ type: String, description: 'Stripe’s reporting category', example: 'charge' })
  reporting_category!: string;

  @ApiProperty({ type: String, enum: ['booking', 'foreign', 'account', 'payout'] })
  standing!: string;

  @ApiProperty({ type: String, description: 'Of the balance', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Signed minor units' })
  amount!: number;

  @ApiProperty({ type: 'integer' })
  fee!: number;

  @ApiProperty({ type: 'integer' })
  net!: number;

  @ApiProperty({ type: String, description: 'What the customer paid in', example: 'USD' })
  taken_in!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'What one unit of `taken_in` gave' })
  exchange_rate!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'A charge, refund, dispute or payout' })
  source!: string | null;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  available_on!: string;

  @ApiProperty({ type: String, nullable: true, example: 'po_1' })
  payout!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  payment!: string | null;

  @ApiProperty({ type: () => OfBookingJson, nullable: true, description: 'Null: not of a booking' })
  booking!: OfBookingJson | null;
}

export class BalanceTransactionPageJson {
  @ApiProperty({ type: () => [BalanceTransactionJson], description: 'The newest first' })
  data!: BalanceTransactionJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function movementPageJson({ rows, nextCursor }: Page<TakingsMovement>): MovementPageJson {
  return {
    data: rows.map((row) => ({
      ...row,
      at: row.at?.toISOString() ?? null,
      booking: ofBooking(row.booking),
      transaction: row.transaction ?? null,
    })),
    next_cursor: nextCursor ?? null,
  };
}

export function balanceTransactionPageJson({
  rows,
  nextCursor,
}: Page<BalanceTransactionView>): BalanceTransactionPageJson {
  return {
    data: rows.map((row) => ({
      id: row.id,
      type: row.type,
      reporting_category: row.category,
      standing: row.standing,
      currency: row.currency,
      amount: row.amount,
      fee: row.fee,
      net: row.net,
      taken_in: row.takenIn,
      exchange_rate: row.exchangeRate ?? null,
      source: row.source ?? null,
      description: row.description ?? null,
      created: row.created.toISOString(),
      available_on: row.availableOn.toISOString(),
      payout: row.payout ?? null,
      payment: row.payment ?? null,
      booking: row.booking ? ofBooking(row.booking) : null,
    })),
    next_cursor: nextCursor ?? null,
  };
}

function ofBooking({ id, reference, customer }: OfBooking): OfBookingJson {
  return { id, reference, customer };
}
