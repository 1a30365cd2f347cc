import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { CustomerLinkView } from '../../../application/customer-link/customer-link.views.js';
import { GetCustomerLink } from '../../../application/customer-link/get-customer-link.query.js';
import { isLinkToken } from '../../../application/customer-link/link-token.js';
import { PaymentGateway } from '../../../application/payment/payment-gateway.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { LinkNotFound } from '../../../domain/customer-link/customer-link-errors.js';
import { customerLinkViewFrom, SHOWN_LINKS, type ShownLink } from './customer-link-views.js';

@QueryHandler(GetCustomerLink)
export class GetCustomerLinkHandler implements IQueryHandler<GetCustomerLink> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly gateway: PaymentGateway,
  ) {}

  async execute({ by }: GetCustomerLink): Promise<CustomerLinkView> {
    const [column, value, isOne] =
      'token' in by ? ['token', by.token, isLinkToken(by.token)] : ['id', by.id, isUuid(by.id)];
    if (!isOne) throw new LinkNotFound();
    const [row] = await this.dataSource.query<ShownLink[]>(`${SHOWN_LINKS} WHERE l.${column} = $1`, [value]);
    if (!row) throw new LinkNotFound();
    return customerLinkViewFrom(row, this.clock.now(), this.gateway);
  }
}
