import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CheckoutSender } from './checkout-sender.js';
import type { DecidedOperation } from './payment-decision.js';
import { PaymentSender } from './payment-sender.js';
import { RequestOperation, type NewOperation } from './request-operation.js';

/**
 * Gives up a payment that waits for the customer, who can't finish it from then on. Refused when it doesn't wait; should
 * the customer have finished it meanwhile, it succeeds instead.
 */
export class CancelPayment extends Command<DecidedOperation> {
  constructor(readonly wanted: Omit<NewOperation, 'amount'>) {
    super();
  }
}

@CommandHandler(CancelPayment)
export class CancelPaymentHandler implements ICommandHandler<CancelPayment> {
  constructor(
    private readonly requestOperation: RequestOperation,
    private readonly sender: PaymentSender,
    private readonly checkouts: CheckoutSender,
  ) {}

  execute({ wanted }: CancelPayment): Promise<DecidedOperation> {
    return this.requestOperation.execute(
      wanted,
      (booking, { payment, operation }, cause) => booking.requestGiveUp(payment, operation, cause),
      async (order) => {
        // The PaymentIntent of a page can't be canceled by itself: the page is ended.
        if (order.session === undefined) await this.sender.sendOperation(order, wanted.by);
        else await this.checkouts.close(order, order.session, order.operation.id, wanted.by);
      },
    );
  }
}
