import { ApiProperty } from '@nestjs/swagger';
import { payoutStanding, type Page, type PayoutView } from '../../../../application/takings/takings-views.js';

export class PayoutJson {
  @ApiProperty({ type: String, example: 'po_1' })
  id!: string;

  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Minor units; below nothing where the bank account was debited',
  })
  amount!: number;

  @ApiProperty({ type: String, description: 'Stripe’s word', example: 'paid' })
  status!: string;

  @ApiProperty({
    type: String,
    enum: ['reconciled', 'differs', 'awaiting', 'by_hand', 'failed'],
    description:
      '`reconciled`: its transactions come to its amount, to the cent; `awaiting`: Stripe hasn’t told them yet; `by_hand`: of payouts that aren’t automatic, Stripe tells no transactions',
  })
  standing!: string;

  @ApiProperty({ type: Boolean })
  automatic!: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date' })
  arrives_on!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed' })
  failure!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'How many transactions it consists of' })
  transactions!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'What they come to, fees taken off' })
  transactions_net!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Their fees' })
  fees!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'amount − transactions_net' })
  difference!: number | null;
}

export class PayoutPageJson {
  @ApiProperty({ type: () => [PayoutJson], description: 'The newest first' })
  data!: PayoutJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function payoutJson(payout: PayoutView): PayoutJson {
  const { read } = payout;
  return {
    id: payout.id,
    currency: payout.currency,
    amount: payout.amount,
    status: payout.status,
    standing: payoutStanding(payout),
    automatic: payout.automatic,
    created_at: payout.createdAt.toISOString(),
    arrives_on: payout.arrivesOn,
    failure: payout.failure ?? null,
    transactions: read?.transactions ?? null,
    transactions_net: read?.net ?? null,
    fees: read?.fees ?? null,
    difference: read ? payout.amount - read.net : null,
  };
}

export function payoutPageJson({ rows, nextCursor }: Page<PayoutView>): PayoutPageJson {
  return { data: rows.map(payoutJson), next_cursor: nextCursor ?? null };
}
