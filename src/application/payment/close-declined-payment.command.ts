import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { PaymentGateway } from './payment-gateway.port.js';
import { SyncStripeCapture, SyncStripeCaptureHandler } from './sync-stripe-capture.command.js';

/** `open`: Stripe couldn't be asked, or its answer isn't known: the same again later. */
export type Closing = 'closed' | 'open';

/**
 * Stripe leaves a declined PaymentIntent open for another attempt, by whoever knows it. Once it is declined here its
 * amount can be charged again, so it is canceled there; should somebody have paid it by then, the booking follows.
 * https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export class CloseDeclinedPayment extends Command<Closing> {
  constructor(
    readonly payment: string,
    readonly paymentIntent: string,
  ) {
    super();
  }
}

@CommandHandler(CloseDeclinedPayment)
export class CloseDeclinedPaymentHandler implements ICommandHandler<CloseDeclinedPayment> {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly sync: SyncStripeCaptureHandler,
  ) {}

  async execute({ payment, paymentIntent }: CloseDeclinedPayment): Promise<Closing> {
    const answer = await this.gateway.abandon(paymentIntent);
    if (answer.outcome !== 'accepted' && answer.outcome !== 'refused') return 'open';
    const { report } = answer;
    if (report && report.status !== 'canceled')
      await this.sync.execute(new SyncStripeCapture({ report, payment }));
    return 'closed';
  }
}
