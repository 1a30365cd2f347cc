import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';
import type { BookingAmounts } from './payment-status.js';

/** The hold is larger than what the customer still owes. */
export class OverOwed extends DomainError {
  override readonly name = 'OverOwed';
  constructor(asked: Money, owed: Money) {
    super(
      'invalid',
      'over_outstanding',
      owed.isZero
        ? 'Nothing can be captured: all that is owed is paid or under way. Release the hold, or change the booking’s total first.'
        : `At most ${owed.toString()} can be captured, not ${asked.toString()}: no more is outstanding. To take more, change the booking’s total first.`,
      { amount: asked.amount, maximum: owed.amount, currency: asked.currency },
    );
  }
}

/**
 * What a capture takes: all of the hold that is still owed, unless an amount is given. Since the hold was placed the
 * customer may have paid otherwise, or the total may have been lowered. Throws OverOwed, with the bound; what the hold
 * itself bounds is for the payment to say.
 */
export function amountToCapture(held: Money, asked: Money | undefined, amounts: BookingAmounts): Money {
  const owed = amounts.outstanding.minusOrZero(amounts.inFlight);
  const amount = asked ?? held.atMost(owed);
  const isNothingLeft = asked === undefined && amount.isZero;
  if (isNothingLeft || (held.covers(amount) && amount.exceeds(owed))) throw new OverOwed(asked ?? held, owed);
  return amount;
}
