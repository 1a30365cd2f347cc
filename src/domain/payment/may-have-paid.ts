import { DomainError } from '../shared/domain-error.js';

/** The customer has a payment in Stripe that no booking asked for. Charging now might take the same money twice. */
export class MayHavePaid extends DomainError {
  override readonly name = 'MayHavePaid';
  constructor() {
    super(
      'conflict',
      'unmatched_payment',
      'A payment of this customer in Stripe isn’t linked to a booking yet, and may be for this one. Link or dismiss it first.',
    );
  }
}
