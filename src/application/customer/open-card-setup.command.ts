import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CardLinkOfAnother } from '../../domain/customer-link/customer-link-errors.js';
import type { Actor } from '../../domain/shared/actor.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { CardGateway, type HostedSetup } from './card-gateway.port.js';
import { rememberInStripe } from './told-in-stripe.js';

export interface NewCardSetup {
  /** A fresh id: the setup's own, and Stripe's idempotency key for its page. */
  readonly setup: string;
  readonly customer: string;
  /** The booking it is begun from, where there is one. */
  readonly booking?: string;
  /** The link by which the customer begins it themselves. */
  readonly link?: string;
  readonly currency: string;
  readonly by: Actor;
  /** Where Stripe's page leads to, given the id of the setup. */
  readonly successUrl: (setup: string) => string;
  readonly cancelUrl: (setup: string) => string;
  readonly idempotency?: Idempotency;
}

export interface OpenedCardSetup {
  readonly setup: string;
  readonly page: HostedSetup;
}

/**
 * Has Stripe make the page on which a card is given: the only place where its number is ever typed. Throws
 * CustomerNotFound, BookingNotFound, CardLinkOfAnother, CustomerNotAccepted, CardRefused, GatewayUnavailable.
 */
export class OpenCardSetup extends Command<OpenedCardSetup> {
  constructor(readonly wanted: NewCardSetup) {
    super();
  }
}

@CommandHandler(OpenCardSetup)
export class OpenCardSetupHandler implements ICommandHandler<OpenCardSetup> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: PaymentGateway,
    private readonly gateway: CardGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: OpenCardSetup): Promise<OpenedCardSetup> {
    const { setup, customer } = await this.unitOfWork.run((transaction) => this.decide(transaction, wanted));
    const stripeCustomer = customer.stripeCustomer ?? (await this.payments.ensureCustomer(customer));
    const page =
      setup.session === undefined
        ? await this.gateway.openSetup({
            setup: setup.id,
            stripeCustomer,
            currency: wanted.currency,
            successUrl: wanted.successUrl(setup.id),
            cancelUrl: wanted.cancelUrl(setup.id),
          })
        : await this.gateway.lookAtSetup(setup.session);
    await this.unitOfWork.run(async (transaction) => {
      const { customers, cardSetups } = transaction;
      if (customer.stripeCustomer === undefined)
        await rememberInStripe(customer, stripeCustomer, transaction);
      else await customers.setStripeCustomer(customer.id, stripeCustomer);
      await cardSetups.setSession(setup.id, page.session);
    });
    return { setup: setup.id, page };
  }

  private async decide(transaction: Transaction, wanted: NewCardSetup) {
    const { bookings, customers, cardSetups, decisions } = transaction;
    const about = wanted.booking === undefined ? undefined : (await bookings.lock(wanted.booking)).about;
    const customer = await customers.get(wanted.customer);
    if (about && about.customer !== customer.id) throw new CardLinkOfAnother(about);
    const { booking, link, by, idempotency } = wanted;
    const id = (idempotency && (await decisions.claim(idempotency, wanted.setup))) ?? wanted.setup;
    const startedAt = this.clock.now();
    const setup = await cardSetups.findOrAdd({ id, customer: customer.id, booking, link, by, startedAt });
    return { setup, customer };
  }
}
