import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { PaymentView } from '../../../application/booking/booking.views.js';
import { GetRefunds, type RefundPartView } from '../../../application/payment/get-refunds.query.js';
import { paymentsAsJson, type PaymentRow } from './payment-rows.js';
import { paymentViewFrom } from './payment-views.js';

interface Asked {
  readonly payment: string;
  readonly operation: string;
  readonly asked: { readonly amount: number };
}

/** What was decided is in the booking's history, which is only added to. */
const SQL = `
  SELECT (SELECT coalesce(jsonb_agg(e.data ORDER BY e.id), '[]') FROM booking_events e
           WHERE e.booking_id = $1 AND e.type IN ('refund_requested', 'refund_recorded')
             AND e.data ->> 'decision' = $2) AS asked,
         (${paymentsAsJson('p.booking_id = $1')}) AS payments`;

@QueryHandler(GetRefunds)
export class GetRefundsHandler implements IQueryHandler<GetRefunds> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ booking, decision }: GetRefunds): Promise<readonly RefundPartView[]> {
    const [row] = await this.dataSource.query<{ asked: Asked[]; payments: PaymentRow[] }[]>(SQL, [
      booking,
      decision,
    ]);
    const payments = new Map((row?.payments ?? []).map((each) => [each.id, paymentViewFrom(each)]));
    return (row?.asked ?? []).flatMap((asked) => {
      const payment = payments.get(asked.payment);
      return payment ? [partOf(asked, payment)] : [];
    });
  }
}

function partOf({ operation, asked: { amount } }: Asked, payment: PaymentView): RefundPartView {
  const part = { operation, amount, payment };
  const refund = payment.refunds.find((each) => each.operation === operation);
  if (refund) return { ...part, outcome: 'made', refund };
  return { ...part, outcome: payment.operation?.id === operation ? 'open' : 'refused' };
}
