import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';
import type { PaymentState } from './payment-transitions.js';

/** More was asked than may be: details carry the bound, in minor units. */
export class OverChargeable extends DomainError {
  override readonly name = 'OverChargeable';
  constructor(asked: Money, chargeable: Money) {
    super(
      'invalid',
      'over_chargeable',
      chargeable.isZero
        ? `Nothing can be charged on this booking now: no amount is outstanding that isn’t already held or under way.`
        : `At most ${chargeable.toString()} can be charged now, not ${asked.toString()}. To charge more, change the booking’s total first.`,
      { amount: asked.amount, chargeable: chargeable.amount, currency: asked.currency },
    );
  }
}

export class AmountNotPositive extends DomainError {
  override readonly name = 'AmountNotPositive';
  constructor(what: string) {
    super('invalid', 'amount_not_positive', `${what} must be more than zero.`, { minimum: 1 });
  }
}

export class OverHeld extends DomainError {
  override readonly name = 'OverHeld';
  constructor(asked: Money, held: Money) {
    super(
      'invalid',
      'over_held',
      `At most ${held.toString()} is held and can be captured, not ${asked.toString()}.`,
      { amount: asked.amount, held: held.amount, currency: asked.currency },
    );
  }
}

export class OverRefundable extends DomainError {
  override readonly name = 'OverRefundable';
  constructor(asked: Money, refundable: Money) {
    super(
      'invalid',
      'over_refundable',
      refundable.isZero
        ? 'Nothing can be refunded: all that this payment took was given back already.'
        : `At most ${refundable.toString()} of this payment can be refunded, not ${asked.toString()}.`,
      { amount: asked.amount, refundable: refundable.amount, currency: asked.currency },
    );
  }
}

export class PaymentTransitionRefused extends DomainError {
  override readonly name = 'PaymentTransitionRefused';
  constructor(from: PaymentState, to: PaymentState) {
    super(
      'conflict',
      'payment_transition_refused',
      `A payment that is ${words(from)} can’t become ${words(to)}.`,
      {
        state: from,
        to,
      },
    );
  }
}

/** The call needs a payment in another state, e.g. a capture after the hold was released. */
export class PaymentNotInState extends DomainError {
  override readonly name = 'PaymentNotInState';
  constructor(doing: string, state: PaymentState, needed: PaymentState) {
    super(
      'conflict',
      'payment_state',
      `${doing} needs a payment that is ${words(needed)}; this one is ${words(state)}.`,
      {
        state,
        needed,
      },
    );
  }
}

export class OperationUnderWay extends DomainError {
  override readonly name = 'OperationUnderWay';
  constructor(kind: string) {
    super(
      'conflict',
      'operation_under_way',
      `A ${kind} of this payment is already under way. Its outcome shows here as soon as Stripe has answered.`,
      { operation: kind },
    );
  }
}

/** A new hold is being placed instead of this one. */
export class RenewalUnderWay extends DomainError {
  override readonly name = 'RenewalUnderWay';
  constructor(renewal: string) {
    super(
      'conflict',
      'operation_under_way',
      'This hold is being renewed. Decide on the one that stands once Stripe, or the customer’s bank, has answered; or give the new one up first.',
      { operation: 'reauthorize', payment: renewal },
    );
  }
}

export class PaymentNotFound extends DomainError {
  override readonly name = 'PaymentNotFound';
  constructor(id: string) {
    super('not_found', 'payment_not_found', `There is no payment ${id} on this booking.`, { payment: id });
  }
}

export class UnmatchedPaymentNotFound extends DomainError {
  override readonly name = 'UnmatchedPaymentNotFound';
  constructor(id: string) {
    super('not_found', 'unmatched_payment_not_found', `There is no unmatched payment ${id}.`, {
      unmatched_payment: id,
    });
  }
}

/** Whoever looks for the payment later must find out why nobody linked it. */
export class DismissalNeedsNote extends DomainError {
  override readonly name = 'DismissalNeedsNote';
  constructor() {
    super('invalid', 'note_required', 'Say why this payment is for no booking.', { field: 'note' });
  }
}

/** A payment belongs to one booking, for good: which one it is. */
export class AlreadyLinked extends DomainError {
  override readonly name = 'AlreadyLinked';
  constructor({ id, reference }: { readonly id: string; readonly reference: string }) {
    super('conflict', 'already_linked', `This payment is linked to booking ${reference} already.`, {
      booking: id,
      reference,
    });
  }
}

/** Nothing is held, taken or on its way any more, and nothing ever was taken. */
export class NothingToLink extends DomainError {
  override readonly name = 'NothingToLink';
  constructor(state: PaymentState) {
    super(
      'conflict',
      'nothing_to_link',
      `This payment is ${words(state)} in Stripe by now: there is nothing to link to a booking.`,
      { state },
    );
  }
}

function words(state: PaymentState): string {
  return state.replaceAll('_', ' ');
}
