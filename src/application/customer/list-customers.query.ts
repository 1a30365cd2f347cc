import { Query } from '@nestjs/cqrs';
import type { CardSummary } from '../../domain/payment/payment-report.js';

/** Newest first, or by name. */
export const CUSTOMER_SORTS = ['-created_at', 'name'] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

export interface CustomerCriteria {
  /** Any part, in any case, of the name, e-mail address or phone number, those of merged records included. */
  readonly q?: string;
  /** Only those who owe something. */
  readonly owing?: boolean;
  /** Only those without a card. */
  readonly withoutCard?: boolean;
  readonly sort?: CustomerSort;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

/** What a customer owes in one currency: minor units, and by how many bookings. */
export interface OwedInCurrency {
  readonly currency: string;
  readonly outstanding: number;
  readonly bookings: number;
}

export interface ListedCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
  readonly createdAt: Date;
  /** The primary one. */
  readonly card?: CardSummary;
  readonly owed: readonly OwedInCurrency[];
  /** When the newest booking was made. */
  readonly lastBookingAt?: Date;
}

export interface CustomerPage {
  readonly rows: readonly ListedCustomer[];
  readonly nextCursor?: string;
}

/** Whoever was merged with another is listed as that other one. */
export class ListCustomers extends Query<CustomerPage> {
  constructor(readonly criteria: CustomerCriteria) {
    super();
  }
}
