import { ApiProperty } from '@nestjs/swagger';
import type { PaymentView } from '../../../../application/booking/booking.views.js';

export class RefundJson {
  @ApiProperty({
    type: String,
    description: 'Stripe’s Refund; of a collection, which is given back by hand, an id of ours',
    example: 're_3QxWvK2eZvKYlo2C',
  })
  id!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({ type: String, example: 'succeeded' })
  status!: string;

  @ApiProperty({ type: String, nullable: true, example: 'requested_by_customer' })
  reason!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'As noted with the request',
    example: 'Rained off',
  })
  note!: string | null;

  @ApiProperty({
    type: Boolean,
    description:
      'Whether the customer still owes it; otherwise it is waived, but for what gave back an overpayment',
  })
  still_owed!: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

export function refundJson(refund: PaymentView['refunds'][number]): RefundJson {
  const { id, amount, status, reason, note, stillOwed, createdAt } = refund;
  return {
    id,
    amount,
    status,
    reason: reason ?? null,
    note: note ?? null,
    still_owed: stillOwed,
    created_at: createdAt.toISOString(),
  };
}
