import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { STRIPE } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { CheckoutGateway } from './checkout-gateway.port.js';
import { takeIn } from './checkout-sender.js';

/**
 * Looks at a page of Stripe's of which something was told, and brings the payment that is made on it to what is so now.
 * `ignored`: no payment of ours is made there. Throws GatewayUnavailable.
 */
export class SyncCheckout extends Command<'applied' | 'ignored'> {
  constructor(readonly session: string) {
    super();
  }
}

@CommandHandler(SyncCheckout)
export class SyncCheckoutHandler implements ICommandHandler<SyncCheckout> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly checkouts: CheckoutGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ session }: SyncCheckout): Promise<'applied' | 'ignored'> {
    const said = await this.checkouts.retrieveCheckout(session);
    const claimed = said?.payment;
    if (!said || claimed === undefined) return 'ignored';
    return this.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lockByPayment(claimed);
      const checkout = booking?.findPayment(claimed)?.checkout;
      // The metadata can be copied in Stripe: where the page is known, only that one counts.
      if (!booking || !checkout || (checkout.session ?? session) !== session) return 'ignored';
      takeIn(booking, claimed, said, { by: STRIPE, at: this.clock.now() });
      await bookings.save(booking);
      return 'applied';
    });
  }
}
