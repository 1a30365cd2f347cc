import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LinkNotFound } from '../../domain/customer-link/customer-link-errors.js';
import type { Actor } from '../../domain/shared/actor.js';
import { FollowCardSetup, FollowCardSetupHandler } from '../customer/follow-card-setup.command.js';
import { OpenCardSetup, OpenCardSetupHandler } from '../customer/open-card-setup.command.js';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { linkAddress } from './link-token.js';
import type { NextStep } from './next-step.js';

/**
 * The customer wants to add a card by their link: leads to Stripe's page for it, to the one that is open if there is
 * one. Throws LinkNotFound, LinkNotOpen.
 */
export class AddCardByLink extends Command<NextStep> {
  constructor(
    readonly token: string,
    /** A fresh id: that of the visit to Stripe's page, should this press begin one. */
    readonly setup: string,
  ) {
    super();
  }
}

interface Begun {
  readonly setup: string;
  readonly link: string;
  readonly customer: string;
  readonly booking?: string;
  readonly currency: string;
  readonly by: Actor;
}

@CommandHandler(AddCardByLink)
export class AddCardByLinkHandler implements ICommandHandler<AddCardByLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly open: OpenCardSetupHandler,
    private readonly follow: FollowCardSetupHandler,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  async execute({ token, setup }: AddCardByLink): Promise<NextStep> {
    try {
      const known = await this.unitOfWork.run((transaction) => this.begun(transaction, token));
      if (known.latest !== undefined) {
        const { state, url } = await this.follow.execute(new FollowCardSetup(known.latest));
        if (state === 'complete') return { outcome: 'look' };
        if (url !== undefined) return { outcome: 'go', address: url };
      }
      return await this.lead({ ...known, setup }, token);
    } catch (error) {
      if (error instanceof GatewayUnavailable) return { outcome: 'wait' };
      throw error;
    }
  }

  private async lead(begun: Begun, token: string): Promise<NextStep> {
    const here = linkAddress(this.business.publicUrl, token);
    const { page } = await this.open.execute(
      new OpenCardSetup({ ...begun, successUrl: () => `${here}/back`, cancelUrl: () => here }),
    );
    return page.url === undefined ? { outcome: 'look' } : { outcome: 'go', address: page.url };
  }

  private async begun({ bookings, customers, links, cardSetups }: Transaction, token: string) {
    const link = await links.findByToken(token);
    if (!link || link.purpose !== 'add_card') throw new LinkNotFound();
    link.requireOpen(this.clock.now());
    const { id, customer: of, booking: about } = link.toData();
    const customer = await customers.get(of);
    const booking = about === undefined ? undefined : await bookings.lock(about);
    return {
      latest: (await cardSetups.latestOf(id))?.id,
      link: id,
      customer: of,
      booking: about,
      currency: booking?.currency ?? this.business.currency,
      by: { kind: 'customer', id: of, name: customer.name } as const,
    };
  }
}
