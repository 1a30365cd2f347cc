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

/** Stripe won't have this customer, e.g. for their e-mail address: nothing can be asked of it for them. */
export class CustomerNotAccepted extends DomainError {
  override readonly name = 'CustomerNotAccepted';
  constructor(message: string) {
    super('invalid', 'customer_not_accepted', message);
  }
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

/** Stripe won't do this with a card, and says why. */
export class CardRefused extends DomainError {
  override readonly name = 'CardRefused';
  constructor(message: string) {
    super('invalid', 'card_refused', message);
  }
}
