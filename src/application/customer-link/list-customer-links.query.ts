import { Query } from '@nestjs/cqrs';
import type { CustomerLinkView } from './customer-link.views.js';

export interface CustomerLinkPage {
  readonly links: readonly CustomerLinkView[];
  readonly nextCursor?: string;
}

/** The links of one booking, newest first. */
export class ListCustomerLinks extends Query<CustomerLinkPage> {
  constructor(
    readonly booking: string,
    readonly page: { readonly limit?: number; readonly cursor?: string } = {},
  ) {
    super();
  }
}
