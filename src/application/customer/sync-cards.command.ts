import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CardsInStripe } from '../../domain/customer/wallet.js';
import { CardRefused } from '../payment/gateway-errors.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { CardGateway } from './card-gateway.port.js';
import type { CardSetup } from './card-setup.js';

/**
 * Brings the cards of one of Stripe's customers to what it has now. `unknown`: this Stripe customer is nobody of ours. Throws
 * GatewayUnavailable.
 */
export class SyncCards extends Command<'synced' | 'unknown'> {
  constructor(readonly stripeCustomer: string) {
    super();
  }
}

/** Looks that overtook each other end with one that was not. */
const MOST_LOOKS = 5;

@CommandHandler(SyncCards)
export class SyncCardsHandler implements ICommandHandler<SyncCards> {
  constructor(
    private readonly gateway: CardGateway,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ stripeCustomer }: SyncCards): Promise<'synced' | 'unknown'> {
    for (let look = 1; ; look += 1) {
      const known = await this.known(stripeCustomer);
      if (!known) return 'unknown';
      const seen = await this.gateway.look(stripeCustomer);
      const given = await this.setupsBehind(
        seen.cards.map(({ id }) => id).filter((id) => !known.cards.has(id)),
      );
      const found = await this.withPrimary(stripeCustomer, seen, given);
      if (await this.store(known, found, given)) return 'synced';
      if (look === MOST_LOOKS)
        throw new Error(`The cards of ${stripeCustomer} change faster than they can be read.`);
    }
  }

  private known(stripeCustomer: string) {
    return this.unitOfWork.run(async ({ customers, wallets }) => {
      const customer = await customers.findByStripeCustomer(stripeCustomer);
      if (!customer) return undefined;
      const { looks, cards } = await wallets.lock(customer.id);
      return { customer: customer.id, looks, cards: new Set(cards.map(({ id }) => id)) };
    });
  }

  /** By card: the visit to Stripe's page on which it was given. */
  private async setupsBehind(fresh: readonly string[]): Promise<ReadonlyMap<string, CardSetup>> {
    const setups = new Map<string, string>();
    for (const card of fresh) {
      const setup = await this.gateway.setupBehind(card);
      if (setup !== undefined) setups.set(card, setup);
    }
    if (setups.size === 0) return new Map();
    const begun = await this.unitOfWork.run(({ cardSetups }) => cardSetups.find([...setups.values()]));
    return new Map(
      [...setups].flatMap(([card, setup]) => {
        const found = begun.find(({ id }) => id === setup);
        return found ? [[card, found] as const] : [];
      }),
    );
  }

  /** A customer's first card, given on a page that was opened from here, is made their primary one in Stripe, too. */
  private async withPrimary(
    stripeCustomer: string,
    seen: CardsInStripe,
    given: ReadonlyMap<string, CardSetup>,
  ): Promise<CardsInStripe> {
    const [only] = seen.cards;
    if (seen.primary !== undefined || !only || seen.cards.length > 1 || !given.has(only.id)) return seen;
    try {
      await this.gateway.makePrimary(stripeCustomer, only.id);
    } catch (error) {
      if (!(error instanceof CardRefused)) throw error; // It was removed there meanwhile, which is told next.
    }
    return { ...seen, primary: only.id };
  }

  /** False when another look was stored since this one began: it may be the newer one. */
  private store(
    { customer, looks }: { readonly customer: string; readonly looks: number },
    found: CardsInStripe,
    given: ReadonlyMap<string, CardSetup>,
  ): Promise<boolean> {
    return this.unitOfWork.run(async ({ wallets, cardSetups }) => {
      const wallet = await wallets.lock(customer);
      if (wallet.looks !== looks) return false;
      wallet.mirror(found, (card) => given.get(card)?.by, this.clock.now());
      for (const [card, { id }] of given) await cardSetups.setCard(id, card);
      await wallets.save(wallet);
      return true;
    });
  }
}
