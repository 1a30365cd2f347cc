import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LinkNotFound } from '../../domain/customer-link/customer-link-errors.js';
import { FollowCardSetup, FollowCardSetupHandler } from '../customer/follow-card-setup.command.js';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

/**
 * The customer comes back from Stripe's page: asks Stripe whether they gave a card, so that they needn't wait for its
 * webhook. While Stripe can't be asked, what is known stays. Throws LinkNotFound.
 */
export class LookForCard extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(LookForCard)
export class LookForCardHandler implements ICommandHandler<LookForCard> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly follow: FollowCardSetupHandler,
  ) {}

  async execute({ token }: LookForCard): Promise<void> {
    const latest = await this.unitOfWork.run(async ({ links, cardSetups }) => {
      const link = await links.findByToken(token);
      if (!link) throw new LinkNotFound();
      return cardSetups.latestOf(link.id);
    });
    if (latest === undefined) return;
    try {
      await this.follow.execute(new FollowCardSetup(latest.id));
    } catch (error) {
      if (!(error instanceof GatewayUnavailable)) throw error;
    }
  }
}
