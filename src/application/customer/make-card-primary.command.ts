import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CardChange, type NewCardChange } from './card-change.js';
import { CardGateway } from './card-gateway.port.js';

/**
 * Has a card charged from now on unless another is chosen, in Stripe and here. Throws CardNotFound, CardsChanged,
 * CardRefused, GatewayUnavailable.
 */
export class MakeCardPrimary extends Command<void> {
  constructor(readonly wanted: NewCardChange) {
    super();
  }
}

@CommandHandler(MakeCardPrimary)
export class MakeCardPrimaryHandler implements ICommandHandler<MakeCardPrimary> {
  constructor(
    private readonly change: CardChange,
    private readonly gateway: CardGateway,
  ) {}

  execute({ wanted }: MakeCardPrimary): Promise<void> {
    return this.change.execute(wanted, {
      kind: 'make_primary',
      isDone: (wallet) => wallet.primary?.id === wanted.card,
      decide: (wallet, cause) => wallet.requestPrimary(wanted.card, cause),
      ask: (stripeCustomer) => this.gateway.makePrimary(stripeCustomer, wanted.card),
    });
  }
}
