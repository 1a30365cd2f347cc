import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RefundReason } from '../../domain/payment/payment-operation.js';
import type { DecidedOperation } from './payment-decision.js';
import { RequestOperation, type NewOperation } from './request-operation.js';

export interface NewRefund extends NewOperation {
  readonly reason: RefundReason;
  /** In staff's own words; Stripe keeps it beside the refund. */
  readonly note?: string;
  /** The customer still owes what is given back; otherwise it is waived. */
  readonly stillOwed: boolean;
}

/**
 * Gives back all or a part of what a payment took. Refused when that is more than is left of it. Of a collection it is
 * written down, since staff give it back by hand.
 */
export class RefundPayment extends Command<DecidedOperation> {
  constructor(readonly wanted: NewRefund) {
    super();
  }
}

@CommandHandler(RefundPayment)
export class RefundPaymentHandler implements ICommandHandler<RefundPayment> {
  constructor(private readonly requestOperation: RequestOperation) {}

  execute({ wanted }: RefundPayment): Promise<DecidedOperation> {
    return this.requestOperation.execute(wanted, (booking, { payment, operation }, cause) =>
      booking.requestRefund(payment, operation, wanted, cause),
    );
  }
}
