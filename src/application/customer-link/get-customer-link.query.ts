import { Query } from '@nestjs/cqrs';
import type { CustomerLinkView } from './customer-link.views.js';

/** How the link with this token stands now. Throws LinkNotFound. */
export class GetCustomerLink extends Query<CustomerLinkView> {
  constructor(readonly by: { readonly token: string } | { readonly id: string }) {
    super();
  }
}
