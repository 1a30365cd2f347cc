import { DomainError } from '../shared/domain-error.js';

export class CustomerNotFound extends DomainError {
  override readonly name = 'CustomerNotFound';
  constructor(id: string) {
    super('not_found', 'customer_not_found', `There is no customer ${id}.`, { customer: id });
  }
}

export class CardNotFound extends DomainError {
  override readonly name = 'CardNotFound';
  constructor(id: string) {
    super('not_found', 'card_not_found', `This customer has no card ${id}.`, { card: id });
  }
}

/** The card was one of the customer's when it was chosen. */
export class CardGone extends DomainError {
  override readonly name = 'CardGone';
  constructor(id: string) {
    super(
      'conflict',
      'card_gone',
      'This card is no longer one of the customer’s: it was removed meanwhile. Nothing was sent. Choose another card.',
      { card: id },
    );
  }
}

/** The card was the one that is charged when it was decided on, and another is by now. */
export class CardReplaced extends DomainError {
  override readonly name = 'CardReplaced';
  constructor(id: string) {
    super(
      'conflict',
      'card_replaced',
      'Another card of the customer’s is charged by now. Nothing was sent. Look at the booking again, then decide.',
      { card: id },
    );
  }
}

/** A payment that isn't settled yet was asked of this card. */
export class CardInUse extends DomainError {
  override readonly name = 'CardInUse';
  constructor(id: string, payments: number) {
    super(
      'conflict',
      'card_in_use',
      `A payment with this card is still under way. Once its outcome is known, the card can be removed.`,
      { card: id, payments },
    );
  }
}

/** The caller decided on a version of the customer that is no longer the current one. */
export class CardsChanged extends DomainError {
  override readonly name = 'CardsChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'cards_changed',
      'This customer or their cards have changed since you opened them. Look at them again, then decide.',
      { expected, current },
    );
  }
}
