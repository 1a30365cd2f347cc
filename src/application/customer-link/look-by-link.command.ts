import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LinkNotFound } from '../../domain/customer-link/customer-link-errors.js';
import { STRIPE } from '../../domain/shared/actor.js';
import { CheckoutGateway } from '../payment/checkout-gateway.port.js';
import { CheckoutSender } from '../payment/checkout-sender.js';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { SyncStripeCapture, SyncStripeCaptureHandler } from '../payment/sync-stripe-capture.command.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

/**
 * The customer comes back from Stripe's page: asks Stripe how it went, so that they needn't wait for its webhook. Only
 * looks; while Stripe can't be asked, what is known stays. Throws LinkNotFound.
 */
export class LookByLink extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(LookByLink)
export class LookByLinkHandler implements ICommandHandler<LookByLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: CheckoutSender,
    private readonly checkouts: CheckoutGateway,
    private readonly gateway: PaymentGateway,
    private readonly sync: SyncStripeCaptureHandler,
  ) {}

  async execute({ token }: LookByLink): Promise<void> {
    const waiting = await this.unitOfWork.run((transaction) => waitingBy(transaction, token));
    try {
      for (const each of waiting) await this.look(each);
    } catch (error) {
      if (!(error instanceof GatewayUnavailable)) throw error;
    }
  }

  private async look({ booking, payment, session, paymentIntent }: Waiting): Promise<void> {
    if (session !== undefined) {
      const said = await this.checkouts.retrieveCheckout(session);
      if (said) await this.sender.take({ booking, payment }, said, STRIPE);
    } else if (paymentIntent !== undefined) {
      await this.sync.execute(new SyncStripeCapture(await this.gateway.retrieve(paymentIntent)));
    }
  }
}

interface Waiting {
  readonly booking: string;
  readonly payment: string;
  readonly session?: string;
  readonly paymentIntent?: string;
}

/** The payments of the link that wait for the customer, as far as is known. */
async function waitingBy({ bookings, links }: Transaction, token: string): Promise<Waiting[]> {
  const link = await links.findByToken(token);
  if (!link) throw new LinkNotFound();
  const { booking: of, payment: one } = link.toData();
  const booking = of === undefined ? undefined : await bookings.lockIfStored(of);
  return (booking?.payments ?? [])
    .filter(
      ({ id, checkout, state }) => state === 'requires_action' && (id === one || checkout?.link === link.id),
    )
    .map(({ id, checkout, paymentIntent }) => ({
      booking: of ?? '',
      payment: id,
      session: checkout?.session,
      paymentIntent,
    }));
}
