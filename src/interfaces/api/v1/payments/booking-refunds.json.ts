import { ApiProperty } from '@nestjs/swagger';
import type { RefundPartView } from '../../../../application/payment/get-refunds.query.js';
import { RefundJson, refundJson } from './refund.json.js';

const OUTCOMES = ['made', 'open', 'refused'] satisfies RefundPartView['outcome'][];

/** What was to be given back of one payment, and how that stands. */
class RefundPartJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'The id of the payment' })
  payment!: string;

  @ApiProperty({ type: 'integer', description: 'What was asked for, in minor units', example: 5000 })
  amount!: number;

  @ApiProperty({
    type: String,
    enum: OUTCOMES,
    description:
      '`made`: see `refund`; `open`: Stripe was asked, and its answer isn’t known yet; `refused`: nothing was given back of this payment',
  })
  outcome!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was refused, or what is known of it while open',
  })
  why!: string | null;

  @ApiProperty({ type: () => RefundJson, nullable: true })
  refund!: RefundJson | null;
}

export class BookingRefundsJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'Of the decision as a whole' })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The id of the booking' })
  booking!: string;

  @ApiProperty({
    type: () => [RefundPartJson],
    description: 'One for each payment that something was asked of',
  })
  data!: RefundPartJson[];
}

export function bookingRefundsJson(
  booking: string,
  decision: string,
  parts: readonly RefundPartView[],
): BookingRefundsJson {
  const data = parts.map(({ payment, amount, outcome, refund }) => ({
    payment: payment.id,
    amount,
    outcome,
    why: outcome === 'made' ? null : (payment.note ?? null),
    refund: refund ? refundJson(refund) : null,
  }));
  return { id: decision, booking, data };
}
