import { DomainError, type ErrorDetails } from '../../domain/shared/domain-error.js';

/** Stripe's rules for the currency don't allow the amount (minimum, maximum, whole units). */
export class AmountNotAccepted extends DomainError {
  override readonly name = 'AmountNotAccepted';
  constructor(message: string, details: ErrorDetails) {
    super('invalid', 'amount_not_accepted', message, details);
  }
}

/** Stripe can't be asked now; nothing was decided. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}

/** There is no card to charge. */
export class NoCard extends DomainError {
  override readonly name = 'NoCard';
  constructor() {
    super(
      'invalid',
      'no_card',
      'This customer has no card yet. Add one in Stripe, or name a payment method.',
    );
  }
}
