import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';

export class RefundNotFound extends DomainError {
  override readonly name = 'RefundNotFound';
  constructor(id: string) {
    super('not_found', 'refund_not_found', `There is no refund ${id} of this payment.`, { refund: id });
  }
}

/** Its money came back to the business, so nothing of it can be owed. */
export class RefundEnded extends DomainError {
  override readonly name = 'RefundEnded';
  constructor(status: string) {
    super(
      'conflict',
      'refund_ended',
      `This refund ${status === 'failed' ? 'failed' : 'was canceled'}: nothing was given back, and the booking stands as if it had never been.`,
      { status },
    );
  }
}

/** All that could be given back of a booking's payments together is less. */
export class OverRefundableInAll extends DomainError {
  override readonly name = 'OverRefundableInAll';
  constructor(asked: Money, refundable: Money) {
    super(
      'invalid',
      'over_refundable',
      refundable.isZero
        ? 'Nothing can be refunded on this booking now.'
        : `At most ${refundable.toString()} can be refunded on this booking now, not ${asked.toString()}.`,
      { amount: asked.amount, refundable: refundable.amount, currency: asked.currency },
    );
  }
}

/** The parts of a refund must be of different payments, and there must be some. */
export class RefundSplitUnclear extends DomainError {
  override readonly name = 'RefundSplitUnclear';
  constructor() {
    super('invalid', 'refund_split', 'Say how much to give back of each payment, and of each once.');
  }
}
