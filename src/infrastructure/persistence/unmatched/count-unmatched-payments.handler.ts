import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  CountUnmatchedPayments,
  MOST_COUNTED,
} from '../../../application/payment/count-unmatched-payments.query.js';

@QueryHandler(CountUnmatchedPayments)
export class CountUnmatchedPaymentsHandler implements IQueryHandler<CountUnmatchedPayments> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<number> {
    const [counted] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer FROM (SELECT 1 FROM unmatched_payments WHERE open LIMIT $1) AS open`,
      [MOST_COUNTED],
    );
    return counted?.count ?? 0;
  }
}
