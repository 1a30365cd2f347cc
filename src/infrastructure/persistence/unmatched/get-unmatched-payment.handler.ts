import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { GetUnmatchedPayment } from '../../../application/payment/get-unmatched-payment.query.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { UnmatchedPaymentNotFound } from '../../../domain/payment/payment-errors.js';
import { UNMATCHED_SELECT, unmatchedViews, type ListedUnmatched } from './unmatched-payment-views.js';

@QueryHandler(GetUnmatchedPayment)
export class GetUnmatchedPaymentHandler implements IQueryHandler<GetUnmatchedPayment> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ unmatched }: GetUnmatchedPayment): Promise<UnmatchedPaymentView> {
    if (!isUuid(unmatched)) throw new UnmatchedPaymentNotFound(unmatched);
    const rows = await this.dataSource.query<ListedUnmatched[]>(`${UNMATCHED_SELECT} WHERE u.id = $1`, [
      unmatched,
    ]);
    const [view] = await unmatchedViews(this.dataSource, rows, this.clock.now());
    if (!view) throw new UnmatchedPaymentNotFound(unmatched);
    return view;
  }
}
