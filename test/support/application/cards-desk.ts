import {
  AddCardByLink,
  AddCardByLinkHandler,
} from '../../../src/application/customer-link/add-card-by-link.command.js';
import {
  AskForCard,
  AskForCardHandler,
  type NewCardLink,
} from '../../../src/application/customer-link/ask-for-card.command.js';
import { CardChange, type NewCardChange } from '../../../src/application/customer/card-change.js';
import {
  FollowCardSetup,
  FollowCardSetupHandler,
} from '../../../src/application/customer/follow-card-setup.command.js';
import {
  MakeCardPrimary,
  MakeCardPrimaryHandler,
} from '../../../src/application/customer/make-card-primary.command.js';
import {
  OpenCardSetup,
  OpenCardSetupHandler,
  type NewCardSetup,
} from '../../../src/application/customer/open-card-setup.command.js';
import { RemoveCard, RemoveCardHandler } from '../../../src/application/customer/remove-card.command.js';
import { SyncCards, SyncCardsHandler } from '../../../src/application/customer/sync-cards.command.js';
import { Wallet } from '../../../src/domain/customer/wallet.js';
import { ANA } from '../domain/causes.js';
import { Desk } from './a-desk.js';
import { LISBON_SETTINGS } from './business.js';
import { FakeCards } from './fake-cards.js';

/** A desk, and what it does with the cards that Stripe keeps. */
export class CardsDesk extends Desk {
  readonly cards = new FakeCards(() => this.unitOfWork.isInTransaction);
  private readonly mirror = new SyncCardsHandler(this.cards, this.unitOfWork, this.clock);
  private readonly cardChange = new CardChange(this.unitOfWork, this.mirror, this.clock);
  private readonly open = new OpenCardSetupHandler(this.unitOfWork, this.stripe, this.cards, this.clock);
  private readonly follow = new FollowCardSetupHandler(this.unitOfWork, this.cards, this.mirror);

  syncCards(stripeCustomer = 'cus_customer-1') {
    return this.mirror.execute(new SyncCards(stripeCustomer));
  }

  openCardSetup(wanted: Partial<NewCardSetup> = {}) {
    return this.open.execute(new OpenCardSetup({ ...aCardSetup, ...wanted }));
  }

  followCardSetup(setup = 'setup-1') {
    return this.follow.execute(new FollowCardSetup(setup));
  }

  makePrimary(card: string, wanted: Partial<NewCardChange> = {}) {
    const handler = new MakeCardPrimaryHandler(this.cardChange, this.cards);
    return handler.execute(new MakeCardPrimary({ customer: 'customer-1', card, by: ANA, ...wanted }));
  }

  removeCard(card: string, wanted: Partial<NewCardChange> = {}) {
    const handler = new RemoveCardHandler(this.cardChange, this.cards);
    return handler.execute(new RemoveCard({ customer: 'customer-1', card, by: ANA, ...wanted }));
  }

  askForCard(wanted: Partial<NewCardLink> = {}) {
    const handler = new AskForCardHandler(this.unitOfWork, LISBON_SETTINGS, this.clock);
    const asked = { customer: 'customer-1', link: 'link-1', by: ANA, ...wanted };
    return handler.execute(new AskForCard(asked));
  }

  /** The customer presses the button behind the link. */
  addCardByLink(setup: string, link = 'link-1') {
    const { token = '' } = this.unitOfWork.stored.links.get(link) ?? {};
    const { unitOfWork, open, follow, clock } = this;
    const handler = new AddCardByLinkHandler(unitOfWork, open, follow, LISBON_SETTINGS, clock);
    return handler.execute(new AddCardByLink(token, setup));
  }

  /** Their cards as they are mirrored now. */
  get wallet(): Wallet {
    const data = this.unitOfWork.stored.wallets.get('customer-1');
    if (!data) throw new Error('Nothing is known of any card.');
    return Wallet.restore(data);
  }

  /** What happened to customers' cards, and because of whom, oldest first. */
  get cardHappenings(): string[] {
    return this.unitOfWork.stored.customerEvents.map(({ type, cause }) => `${type} by ${cause.by.name}`);
  }
}

const aCardSetup: NewCardSetup = {
  setup: 'setup-1',
  customer: 'customer-1',
  currency: 'USD',
  by: ANA,
  successUrl: (setup) => `https://desk.example/${setup}/done`,
  cancelUrl: (setup) => `https://desk.example/${setup}/left`,
};
