import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Card } from '../../domain/customer/card.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { CardGateway } from './card-gateway.port.js';
import type { CardSetup } from './card-setup.js';
import { SyncCards, SyncCardsHandler } from './sync-cards.command.js';

export interface FollowedCardSetup {
  readonly setup: CardSetup;
  readonly state: 'open' | 'complete' | 'expired';
  /** While it is open: where the card is given. */
  readonly url?: string;
  /** The card that was given, when it is (still) the customer's. */
  readonly card?: Card;
  readonly isPrimary: boolean;
}

/**
 * Looks how a visit to Stripe's page went, and takes in the card that was given there, without waiting to be told.
 * Throws CardSetupNotFound, GatewayUnavailable.
 */
export class FollowCardSetup extends Command<FollowedCardSetup> {
  constructor(readonly setup: string) {
    super();
  }
}

@CommandHandler(FollowCardSetup)
export class FollowCardSetupHandler implements ICommandHandler<FollowCardSetup> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: CardGateway,
    private readonly sync: SyncCardsHandler,
  ) {}

  async execute({ setup: id }: FollowCardSetup): Promise<FollowedCardSetup> {
    const { setup, customer } = await this.unitOfWork.run(async ({ customers, cardSetups }) => {
      const found = await cardSetups.get(id);
      return { setup: found, customer: await customers.get(found.customer) };
    });
    if (setup.session === undefined) return { setup, state: 'open', isPrimary: false };
    const { state, url, card: given } = await this.gateway.lookAtSetup(setup.session);
    if (state !== 'complete') return { setup, state, url, isPrimary: false };
    for (const each of customer.stripeCustomers) await this.sync.execute(new SyncCards(each));
    const wallet = await this.unitOfWork.run(({ wallets }) => wallets.lock(customer.id));
    const card = wallet.find(given);
    return { setup, state, card, isPrimary: card !== undefined && wallet.primary?.id === card.id };
  }
}
