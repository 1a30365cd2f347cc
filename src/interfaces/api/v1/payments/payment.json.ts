import { ApiProperty } from '@nestjs/swagger';
import type { PaymentView } from '../../../../application/booking/booking.views.js';
import { PAYMENT_STATES } from '../../../../domain/payment/payment-transitions.js';
import { RefundJson, refundJson } from './refund.json.js';
import { CauseJson } from '../cause.json.js';
import { CollectionJson, collectionJson } from '../collections/collection.json.js';
import type { CardSummary } from '../../../../domain/payment/payment-report.js';
import { disputeJson, DisputeJson } from './dispute.json.js';
import { declineJson, DeclineJson } from './decline.json.js';

const PAYMENT_KINDS = ['charge', 'hold', 'collection'] as const;

export class CardJson {
  @ApiProperty({ type: String, description: 'Stripe’s PaymentMethod', example: 'pm_1QxWvK2eZvKYlo2C' })
  id!: string;

  @ApiProperty({ type: String, example: 'visa' })
  brand!: string;

  @ApiProperty({ type: String, example: '4242' })
  last4!: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 4 })
  exp_month!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 2030 })
  exp_year!: number | null;
}

class PaymentOperationJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: ['capture', 'release', 'refund', 'cancel'] })
  kind!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({ type: Boolean, description: 'Stripe was asked, and whether it did so isn’t known yet' })
  in_doubt!: boolean;
}

/** One attempt to move money for a booking. */
export class PaymentJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The id of the booking' })
  booking!: string;

  @ApiProperty({ type: String, enum: [...PAYMENT_KINDS] })
  kind!: string;

  @ApiProperty({ type: String, enum: [...PAYMENT_STATES] })
  state!: string;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'What was asked for, in minor units', example: 18550 })
  amount!: number;

  @ApiProperty({ type: 'integer', description: 'What was taken, before refunds, in minor units' })
  captured!: number;

  @ApiProperty({ type: 'integer', description: 'What was given back, in minor units' })
  refunded!: number;

  @ApiProperty({ type: String, nullable: true, description: '`pi_…`, once Stripe has said so' })
  stripe_payment_intent!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The PaymentMethod that was asked for' })
  payment_method!: string | null;

  @ApiProperty({ type: () => CardJson, nullable: true })
  card!: CardJson | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The id of the hold that this one was placed instead of',
  })
  replaces!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When an open hold ends' })
  capture_before!: string | null;

  @ApiProperty({ type: () => DeclineJson, nullable: true, description: 'Why the last attempt was refused' })
  decline!: DeclineJson | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it failed, what is known while in doubt, or what was noted with a collection',
  })
  note!: string | null;

  @ApiProperty({
    type: () => CollectionJson,
    nullable: true,
    description: 'How the money came in, for a payment of kind `collection`',
  })
  collection!: CollectionJson | null;

  @ApiProperty({
    type: () => PaymentOperationJson,
    nullable: true,
    description: 'A capture, release or refund that Stripe hasn’t answered yet',
  })
  operation!: PaymentOperationJson | null;

  @ApiProperty({ type: () => [RefundJson] })
  refunds!: RefundJson[];

  @ApiProperty({ type: () => [DisputeJson] })
  disputes!: DisputeJson[];

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: () => CauseJson })
  created_by!: CauseJson;
}

export function paymentJson(view: PaymentView): PaymentJson {
  const { decline, operation } = view;
  return {
    id: view.id,
    booking: view.booking,
    kind: view.kind,
    state: view.state,
    currency: view.currency,
    amount: view.amount,
    captured: view.captured,
    refunded: view.refunded,
    stripe_payment_intent: view.paymentIntent ?? null,
    payment_method: view.paymentMethod ?? null,
    card: view.card ? cardJson(view.card) : null,
    replaces: view.replaces?.payment ?? null,
    capture_before: view.captureBefore?.toISOString() ?? null,
    decline: decline ? declineJson(decline) : null,
    note: view.note ?? null,
    collection: view.collection ? collectionJson(view.collection) : null,
    operation: operation
      ? { id: operation.id, kind: operation.kind, amount: operation.amount, in_doubt: operation.inDoubt }
      : null,
    refunds: view.refunds.map(refundJson),
    disputes: view.disputes.map(disputeJson),
    created_at: view.requestedAt.toISOString(),
    created_by: { kind: view.requestedBy.kind, name: view.requestedBy.name },
  };
}

export function cardJson({ id, brand, last4, expMonth, expYear }: CardSummary): CardJson {
  return { id, brand, last4, exp_month: expMonth ?? null, exp_year: expYear ?? null };
}
