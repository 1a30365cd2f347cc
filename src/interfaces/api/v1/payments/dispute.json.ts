import { ApiProperty } from '@nestjs/swagger';
import type { DisputeView } from '../../../../application/payment/dispute.views.js';

const STATUSES = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;

class DisputeMovementJson {
  @ApiProperty({ type: String, description: 'Stripe’s balance transaction', example: 'txn_1QxWvK2eZvKYlo2C' })
  id!: string;

  @ApiProperty({ type: String, enum: ['withdrawn', 'reinstated'] })
  direction!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units of the currency of Stripe’s balance' })
  amount!: number;

  @ApiProperty({ type: 'integer', description: 'What Stripe charged besides' })
  fee!: number;

  @ApiProperty({ type: 'integer', description: 'What of an earlier fee came back' })
  fee_returned!: number;

  @ApiProperty({ type: String, description: 'ISO 4217: of Stripe’s balance', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

/** The customer's bank questions a payment. Until it is lost, it changes nothing of what is owed. */
export class DisputeJson {
  @ApiProperty({ type: String, description: 'Stripe’s Dispute', example: 'du_1QxWvK2eZvKYlo2C' })
  id!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({
    type: String,
    enum: [...STATUSES],
    description: '`closed`: an inquiry that came to nothing',
  })
  status!: string;

  @ApiProperty({ type: Boolean, description: 'The bank only asks so far; nothing was withdrawn' })
  inquiry!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'https://docs.stripe.com/disputes/categories',
    example: 'fraudulent',
  })
  reason!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when Stripe takes evidence',
  })
  evidence_due_by!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether evidence was sent to the bank' })
  evidence_submitted!: boolean;

  @ApiProperty({
    type: () => [DisputeMovementJson],
    description: 'What Stripe took from its balance for it and gave back, oldest first',
  })
  movements!: DisputeMovementJson[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  created_at!: string | null;
}

export function disputeJson(view: DisputeView): DisputeJson {
  return {
    id: view.id,
    amount: view.amount,
    status: statusOf(view),
    inquiry: view.inquiry,
    reason: view.reason ?? null,
    evidence_due_by: view.evidenceDueBy?.toISOString() ?? null,
    evidence_submitted: view.evidenceSubmitted,
    movements: view.movements.map(({ id, direction, amount, fee, feeReturned, currency, at }) => ({
      id,
      direction,
      amount,
      fee,
      fee_returned: feeReturned,
      currency,
      created_at: at.toISOString(),
    })),
    created_at: view.openedAt?.toISOString() ?? null,
  };
}

function statusOf({ status, inquiry, underReview }: DisputeView): (typeof STATUSES)[number] {
  if (status === 'open') return underReview ? 'under_review' : 'needs_response';
  return status === 'won' && inquiry ? 'closed' : status;
}
