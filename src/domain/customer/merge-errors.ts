import { DomainError } from '../shared/domain-error.js';

/** A payment whose outcome, or an operation whose outcome, isn't known yet. */
export interface UnderWay {
  readonly booking: string;
  readonly reference: string;
  /** On Stripe's page, or with their bank. */
  readonly waitsForCustomer: boolean;
}

export class SameCustomer extends DomainError {
  override readonly name = 'SameCustomer';
  constructor() {
    super('invalid', 'same_customer', 'That is the same customer. Choose the other one.');
  }
}

/** It is no customer of its own any more: its record leads to another. */
export class AlreadyMerged extends DomainError {
  override readonly name = 'AlreadyMerged';
  constructor(customer: string, into: string) {
    super(
      'conflict',
      'customer_merged',
      'This customer was merged with another already. Go on with the one that is left.',
      { customer, into },
    );
  }
}

/** Whatever is under way is asked of Stripe again in the same words: nothing of it may change meanwhile. */
export class MergeWhileUnderWay extends DomainError {
  override readonly name = 'MergeWhileUnderWay';
  constructor(underWay: readonly UnderWay[]) {
    const references = [...new Set(underWay.map(({ reference }) => reference))];
    const waits = underWay.some(({ waitsForCustomer }) => waitsForCustomer);
    super(
      'conflict',
      'merge_while_under_way',
      waits
        ? `A payment of ${references.join(', ')} waits for the customer, on Stripe’s page or with their bank. Give it up first, or wait for them. Nothing was merged.`
        : `A payment of ${references.join(', ')} is under way. Its outcome is known in a moment: try again then. Nothing was merged.`,
      { bookings: references.join(', '), waits_for_customer: waits },
    );
  }
}

export class MergeNeedsReason extends DomainError {
  override readonly name = 'MergeNeedsReason';
  constructor() {
    super(
      'invalid',
      'reason_missing',
      'Say how you know that they are one person: it stays with the customer.',
    );
  }
}
