import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { STRIPE } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import type { GatewayPayment } from './payment-gateway.port.js';

export type SyncOutcome =
  | { readonly outcome: 'applied' | 'nothing_new'; readonly booking: string }
  /** No payment of ours stands behind this PaymentIntent. */
  | { readonly outcome: 'unmatched' };

/**
 * Takes what Stripe says of one PaymentIntent (from a webhook, a look-up, a sweep) and brings the booking to it.
 * Saying the same twice, or old things late, changes nothing.
 */
export class SyncStripeCapture extends Command<SyncOutcome> {
  constructor(readonly said: GatewayPayment) {
    super();
  }
}

@CommandHandler(SyncStripeCapture)
export class SyncStripeCaptureHandler implements ICommandHandler<SyncStripeCapture> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ said }: SyncStripeCapture): Promise<SyncOutcome> {
    return this.unitOfWork.run(async ({ bookings }) => {
      // By our own id where Stripe's isn't known yet: an event may arrive before the answer that would have told us.
      // Where it is known, it counts: the metadata can be edited in Stripe.
      const booking =
        (await bookings.lockByPaymentIntent(said.report.paymentIntent)) ??
        (said.payment === undefined ? undefined : await bookings.lockByPayment(said.payment));
      const payment =
        booking?.findPaymentByIntent(said.report.paymentIntent) ??
        (said.payment === undefined ? undefined : booking?.findPayment(said.payment));
      if (!booking || !payment) return { outcome: 'unmatched' };
      if (payment.paymentIntent !== undefined && payment.paymentIntent !== said.report.paymentIntent) {
        return { outcome: 'unmatched' }; // a copy of our metadata on somebody else's PaymentIntent
      }
      booking.recordReport(payment.id, said.report, { by: STRIPE, at: this.clock.now() });
      await bookings.save(booking);
      return { outcome: booking.hasChanged ? 'applied' : 'nothing_new', booking: booking.id };
    });
  }
}
