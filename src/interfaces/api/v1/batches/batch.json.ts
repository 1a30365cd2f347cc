import { ApiProperty } from '@nestjs/swagger';
import type {
  BatchItemView,
  BatchRow,
  BatchView,
  DeedView,
} from '../../../../application/batch/batch.views.js';
import { ITEM_OUTCOMES } from '../../../../domain/batch/batch-item.js';
import { BATCH_STATES } from '../../../../domain/batch/batch-states.js';
import { LEFT_OUT_REASONS } from '../../../../domain/batch/left-out.js';
import { CauseJson } from '../cause.json.js';
import { CardJson, cardJson } from '../payments/payment.json.js';

class DeedJson {
  @ApiProperty({ type: () => CauseJson })
  by!: CauseJson;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  at!: string;
}

class BatchTotalJson {
  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units', example: 128450 })
  amount!: number;

  @ApiProperty({ type: 'integer', description: 'On how many bookings' })
  bookings!: number;
}

/** A batch, as a list has it. */
export class BatchSummaryJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({
    type: String,
    enum: [...BATCH_STATES],
    description:
      '`preparing`: bookings are being examined; `review`: it waits to be started; `stopping`: what is under way ends; `discarded`: given up before it started',
  })
  state!: string;

  @ApiProperty({ type: 'integer', description: 'For If-Match, when it is started' })
  version!: number;

  @ApiProperty({ type: 'integer', description: 'How many bookings were chosen' })
  bookings!: number;

  @ApiProperty({ type: 'integer', description: 'How many of them have been examined' })
  examined!: number;

  @ApiProperty({ type: 'integer', description: 'How many are yet to be charged, or being charged' })
  open!: number;

  @ApiProperty({
    type: () => [BatchTotalJson],
    description: 'What the review found chargeable, by currency: no more than this is charged',
  })
  totals!: BatchTotalJson[];

  @ApiProperty({ type: () => DeedJson })
  made!: DeedJson;

  @ApiProperty({ type: () => DeedJson, nullable: true })
  started!: DeedJson | null;

  @ApiProperty({
    type: () => DeedJson,
    nullable: true,
    description: 'When it was told to stop, or discarded',
  })
  stopped!: DeedJson | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'UTC' })
  ended_at!: string | null;
}

class OutcomeCountJson {
  @ApiProperty({ type: String, enum: [...ITEM_OUTCOMES] })
  outcome!: string;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer' })
  bookings!: number;

  @ApiProperty({ type: 'integer', description: 'As reviewed, in minor units' })
  amount!: number;

  @ApiProperty({ type: 'integer', description: 'Taken from the cards, in minor units' })
  charged!: number;
}

class ReasonCountJson {
  @ApiProperty({ type: String, enum: ['not_chargeable', 'left_out'] })
  outcome!: string;

  @ApiProperty({ type: String, enum: [...LEFT_OUT_REASONS] })
  reason!: string;

  @ApiProperty({ type: 'integer' })
  bookings!: number;
}

/** A batch with what became of its bookings, as their payments stand now. */
export class BatchJson extends BatchSummaryJson {
  @ApiProperty({ type: () => [OutcomeCountJson] })
  outcomes!: OutcomeCountJson[];

  @ApiProperty({ type: () => [ReasonCountJson], description: 'Why bookings aren’t charged' })
  reasons!: ReasonCountJson[];
}

export class BatchPageJson {
  @ApiProperty({ type: () => [BatchSummaryJson], description: 'Newest first' })
  data!: BatchSummaryJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

class BatchItemBookingJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: String, example: 'Nora Lindqvist', description: 'The customer’s name' })
  customer!: string;
}

class BatchItemPaymentJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true, description: '`pi_…`, once Stripe was heard of' })
  stripe_payment_intent!: string | null;

  @ApiProperty({ type: 'integer', description: 'Taken, in minor units' })
  captured!: number;
}

/** One booking of a batch. */
export class BatchItemJson {
  @ApiProperty({ type: 'integer', description: 'Its place in the batch, from 1' })
  position!: number;

  @ApiProperty({ type: () => BatchItemBookingJson })
  booking!: BatchItemBookingJson;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What is charged, as reviewed, in minor units; null when nothing is chargeable',
  })
  amount!: number | null;

  @ApiProperty({ type: () => CardJson, nullable: true, description: 'The card that is charged, as reviewed' })
  card!: CardJson | null;

  @ApiProperty({
    type: String,
    enum: [...ITEM_OUTCOMES],
    description:
      '`left_out`: it changed since the review, or can’t be charged any more; `in_doubt`: Stripe was asked and its answer isn’t known yet, but will be; `stopped`: its turn never came',
  })
  outcome!: string;

  @ApiProperty({
    type: String,
    enum: [...LEFT_OUT_REASONS],
    nullable: true,
    description: 'Why it isn’t charged: `amount_changed` and `card_changed` since the review',
  })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same for people, or why it was declined' })
  note!: string | null;

  @ApiProperty({ type: () => BatchItemPaymentJson, nullable: true, description: 'Once it is decided on' })
  payment!: BatchItemPaymentJson | null;
}

export class BatchItemPageJson {
  @ApiProperty({ type: () => [BatchItemJson], description: 'In the order of the batch' })
  data!: BatchItemJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function batchSummaryJson(row: BatchRow): BatchSummaryJson {
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    bookings: row.size,
    examined: row.examined,
    open: row.open,
    totals: row.totals.map(({ currency, amount, bookings }) => ({ currency, amount, bookings })),
    made: deedJson(row.made),
    started: row.started ? deedJson(row.started) : null,
    stopped: row.stopped ? deedJson(row.stopped) : null,
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

export function batchJson(view: BatchView): BatchJson {
  return { ...batchSummaryJson(view), outcomes: [...view.outcomes], reasons: [...view.reasons] };
}

export function batchItemJson(item: BatchItemView): BatchItemJson {
  const { booking, payment } = item;
  return {
    position: item.position,
    booking: { id: booking.id, reference: booking.reference, customer: booking.customer },
    currency: item.currency,
    amount: item.amount ?? null,
    card: item.card ? cardJson(item.card) : null,
    outcome: item.outcome,
    reason: item.reason ?? null,
    note: item.note ?? null,
    payment: payment
      ? {
          id: payment.id,
          stripe_payment_intent: payment.paymentIntent ?? null,
          captured: payment.captured,
        }
      : null,
  };
}

function deedJson({ by, at }: DeedView): DeedJson {
  return { by: { kind: by.kind, name: by.name }, at: at.toISOString() };
}
