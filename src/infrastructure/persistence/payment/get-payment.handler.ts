import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { PaymentView } from '../../../application/booking/booking.views.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import { PaymentNotFound } from '../../../domain/payment/payment-errors.js';
import { paymentsAsJson, type PaymentRow } from './payment-rows.js';
import { paymentViewFrom } from './payment-views.js';

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ payment }: GetPayment): Promise<PaymentView> {
    if (!isUuid(payment)) throw new PaymentNotFound(payment);
    const [found] = await this.dataSource.query<{ payments: PaymentRow[] }[]>(paymentsAsJson('p.id = $1'), [
      payment,
    ]);
    const row = found?.payments[0];
    if (!row) throw new PaymentNotFound(payment);
    return paymentViewFrom(row);
  }
}
