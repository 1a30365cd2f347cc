import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { methodOf } from '../../domain/booking/hold-renewal.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import type { DecidedPayment } from './payment-decision.js';
import { PaymentSender } from './payment-sender.js';
import { orderForOperation } from './request-operation.js';
import { RequestPayment, type NewPayment } from './request-payment.js';

export interface NewRenewal extends NewPayment {
  /** The hold that is to be replaced. `amount` defaults to its own, `paymentMethod` to its card. */
  readonly hold: string;
}

/**
 * Places a new hold instead of one that ends soon or has ended. The old one is given back once the new one stands, and
 * stays where the new one is refused. Refused for the same reasons as a hold.
 */
export class ReauthorizeHold extends Command<DecidedPayment> {
  constructor(readonly wanted: NewRenewal) {
    super();
  }
}

@CommandHandler(ReauthorizeHold)
export class ReauthorizeHoldHandler implements ICommandHandler<ReauthorizeHold> {
  constructor(
    private readonly requestPayment: RequestPayment,
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: PaymentSender,
  ) {}

  async execute({ wanted }: ReauthorizeHold): Promise<DecidedPayment> {
    const { hold, paymentMethod } = wanted;
    // The same however often this work is run.
    const release = crypto.randomUUID();
    const decided = await this.requestPayment.execute(
      wanted,
      (booking, request, cause) =>
        booking.requestReauthorization(hold, { ...request, paymentMethod }, release, cause),
      (booking) => methodOf(booking.payment(hold)),
    );
    if (!decided.repeated) await this.giveBack(decided.booking, hold, wanted);
    return decided;
  }

  /** Recorded with the news that the new hold stands; whoever heard that first may have been somebody else. */
  private async giveBack(id: string, hold: string, { by, payment }: NewRenewal): Promise<void> {
    const order = await this.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock(id);
      const release = booking.findPayment(payment)?.replaces?.release;
      const { operation } = booking.payment(hold);
      return operation?.id === release && operation ? orderForOperation(booking, hold, operation) : undefined;
    });
    if (order) await this.sender.sendOperation(order, by);
  }
}
