import { Query } from '@nestjs/cqrs';
import type { OwedAmount } from './get-balances.query.js';

export interface CustomerBalance extends OwedAmount {
  readonly customer: { readonly id: string; readonly name: string; readonly email: string };
  readonly currency: string;
}

export interface CustomerBalanceCriteria {
  readonly currency?: string;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface CustomerBalancePage {
  readonly rows: readonly CustomerBalance[];
  readonly nextCursor?: string;
}

/** Which customers owe how much, the most minor units first; amounts compare within one currency only. */
export class ListCustomerBalances extends Query<CustomerBalancePage> {
  constructor(readonly criteria: CustomerBalanceCriteria) {
    super();
  }
}
