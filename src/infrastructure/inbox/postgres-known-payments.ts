import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KnownPayments } from '../../application/inbox/known-payments.port.js';
import type { PaymentData } from '../../domain/payment/payment.js';
import { paymentFrom, paymentsAsJson, type PaymentRow } from '../persistence/payment/payment-rows.js';

@Injectable()
export class PostgresKnownPayments extends KnownPayments {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async byIntents(paymentIntents: readonly string[]): Promise<ReadonlyMap<string, PaymentData>> {
    const [found] = await this.dataSource.query<{ payments: PaymentRow[] }[]>(
      paymentsAsJson('p.payment_intent = ANY($1)'),
      [paymentIntents],
    );
    return new Map((found?.payments ?? []).map((row) => [row.payment_intent ?? '', paymentFrom(row)]));
  }
}
