import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CardChange, type NewCardChange } from './card-change.js';
import { CardGateway } from './card-gateway.port.js';

/**
 * Takes a card off the customer, in Stripe and here, for good. Where it was the primary one, another is. Throws
 * CardNotFound, CardInUse, CardsChanged, CardRefused, GatewayUnavailable.
 */
export class RemoveCard extends Command<void> {
  constructor(readonly wanted: NewCardChange) {
    super();
  }
}

@CommandHandler(RemoveCard)
export class RemoveCardHandler implements ICommandHandler<RemoveCard> {
  constructor(
    private readonly change: CardChange,
    private readonly gateway: CardGateway,
  ) {}

  execute({ wanted }: RemoveCard): Promise<void> {
    return this.change.execute(wanted, {
      kind: 'remove',
      decide: async (wallet, cause, { wallets }) =>
        wallet.requestRemoval(wanted.card, await wallets.countUnderWay(wanted.customer, wanted.card), cause),
      ask: async (_stripeCustomer, wallet) => {
        await this.gateway.remove(wanted.card);
        const next = wallet.successorOf(wanted.card);
        if (wallet.primary?.id === wanted.card && next)
          await this.gateway.makePrimary(next.stripeCustomer, next.id);
      },
    });
  }
}
