import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';

/** Nobody ever made such a link, or its token was mistyped. */
export class LinkNotFound extends DomainError {
  override readonly name = 'LinkNotFound';
  constructor() {
    super('not_found', 'link_not_found', 'There is no such link.');
  }
}

/** The link may not be followed any more. */
export class LinkNotOpen extends DomainError {
  override readonly name = 'LinkNotOpen';
  constructor(standing: 'expired' | 'stopped') {
    super(
      'conflict',
      `link_${standing}`,
      standing === 'expired' ? 'This link has expired.' : 'This link was stopped.',
      { standing },
    );
  }
}

/** A link for one customer can't be about another's booking. */
export class CardLinkOfAnother extends DomainError {
  override readonly name = 'CardLinkOfAnother';
  constructor({ id, reference }: { readonly id: string; readonly reference: string }) {
    super('invalid', 'booking_of_another', `Booking ${reference} is another customer’s.`, { booking: id });
  }
}

/** How long a link may be followed, in whole days. */
export const LINK_DAYS = { least: 1, most: 90, usual: 7 } as const;

export class LinkLifeOutOfBounds extends DomainError {
  override readonly name = 'LinkLifeOutOfBounds';
  constructor() {
    super('invalid', 'link_days', `A link lasts from ${LINK_DAYS.least} to ${LINK_DAYS.most} whole days.`, {
      minimum: LINK_DAYS.least,
      maximum: LINK_DAYS.most,
    });
  }
}

/** There is nothing to pay by it: it was paid, or nothing is owed that isn't held or under way. */
export class LinkSpent extends DomainError {
  override readonly name = 'LinkSpent';
  constructor(isSettledOtherwise: boolean) {
    super(
      'conflict',
      isSettledOtherwise ? 'link_settled' : 'link_paid',
      isSettledOtherwise ? 'There is nothing to pay by this link any more.' : 'This link was paid already.',
    );
  }
}

/** A payment that waits for the customer is for more than they owe by now: it was settled otherwise, or taken off. */
export class NoLongerOwed extends DomainError {
  override readonly name = 'NoLongerOwed';
  constructor(amount: Money, outstanding: Money) {
    super(
      'conflict',
      'no_longer_owed',
      `${amount.toString()} isn’t owed any more: ${outstanding.toString()} is outstanding, less what is held or under way. Give this payment up instead.`,
      { amount: amount.amount, outstanding: outstanding.amount, currency: amount.currency },
    );
  }
}

/** Nobody is asked for more than they owe: the details carry the bound, in minor units. */
export class MoreThanOwed extends DomainError {
  override readonly name = 'MoreThanOwed';
  constructor(asked: Money, outstanding: Money) {
    super(
      'invalid',
      'over_outstanding',
      outstanding.isZero
        ? 'Nothing is outstanding on this booking: there is nothing to ask the customer for.'
        : `At most ${outstanding.toString()} is outstanding, not ${asked.toString()}.`,
      { amount: asked.amount, outstanding: outstanding.amount, currency: asked.currency },
    );
  }
}
