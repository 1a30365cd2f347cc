import type { CardSummary } from '../payment/payment-report.js';
import { STRIPE, type Actor, type Cause } from '../shared/actor.js';
import { summaryOf, type Card, type RefusedCard } from './card.js';
import { CardInUse, CardNotFound, CardsChanged } from './wallet-errors.js';
import type { CustomerHappening, CustomerMerged } from './customer-events.js';
import type { CardAsked, WalletEvent, WalletHappening } from './wallet-events.js';

/** What was asked of Stripe for a card: whoever asked is the one who caused what Stripe then tells. */
export interface CardRequest {
  readonly kind: 'make_primary' | 'remove';
  readonly card: string;
  readonly by: Actor;
  readonly at: Date;
}

export interface WalletData {
  readonly customer: string;
  /** Grows by one with every stored change of the cards; what people confirm is bound to the version they saw. */
  readonly version: number;
  /** How often Stripe's word was taken in: one that was asked for before another was stored is old. */
  readonly looks: number;
  /** Oldest first. */
  readonly cards: readonly Card[];
  readonly primary?: string;
  /** Given last, and refused. It is what is charged until a card is added or chosen, so that Stripe says why not. */
  readonly refused?: RefusedCard;
  readonly requests: readonly CardRequest[];
}

/** The cards of one of Stripe's customers at one moment. */
export interface CardsInStripe {
  readonly stripeCustomer: string;
  readonly cards: readonly Card[];
  /** The customer's `invoice_settings.default_payment_method`. https://docs.stripe.com/api/customers/object */
  readonly primary?: string;
}

/** What was asked for longer ago than this, and not heard of, is not what caused a change that is heard of now. */
const REQUEST_COUNTS_MINUTES = 15;

/**
 * A customer's cards. Stripe keeps them, and this mirrors what it has: whatever order its events come in, what is
 * looked up last is what stands here. Who asked for a change is remembered before Stripe is asked. A customer who was
 * merged with another has several customers in Stripe: each tells of its own cards, and that of the primary card says
 * which one is primary.
 */
export class Wallet {
  readonly events: WalletEvent[] = [];

  private constructor(private data: WalletData) {}

  static restore(data: WalletData): Wallet {
    return new Wallet(data);
  }

  get customer(): string {
    return this.data.customer;
  }

  get version(): number {
    return this.events.length > 0 ? this.data.version + 1 : this.data.version;
  }

  get looks(): number {
    return this.data.looks;
  }

  get cards(): readonly Card[] {
    return this.data.cards;
  }

  get primary(): Card | undefined {
    return this.find(this.data.primary);
  }

  find(id: string | undefined): Card | undefined {
    return this.data.cards.find((card) => card.id === id);
  }

  /** Throws CardNotFound. */
  card(id: string): Card {
    const card = this.find(id);
    if (!card) throw new CardNotFound(id);
    return card;
  }

  /** The one that is primary once this card is gone: of the same customer in Stripe, where there is one. */
  successorOf(id: string): Card | undefined {
    const gone = this.card(id);
    const others = this.data.cards.filter((card) => card.id !== id);
    return others.find(({ stripeCustomer }) => stripeCustomer === gone.stripeCustomer) ?? others[0];
  }

  /** Throws CardsChanged unless `version` (when given) is the current one. */
  expectVersion(version: number | undefined): void {
    if (version !== undefined && version !== this.data.version)
      throw new CardsChanged(version, this.data.version);
  }

  /** Remembers who wants this card to be the primary one. Throws CardNotFound. */
  requestPrimary(id: string, cause: Cause): Card {
    const card = this.card(id);
    this.remember({ kind: 'make_primary', card: id, ...cause });
    return card;
  }

  /**
   * Decides to remove a card. Throws CardNotFound, and CardInUse while `underWay` payments were asked of it: Stripe
   * can't be asked for them again with a card that is gone. https://docs.stripe.com/api/payment_methods/detach
   */
  requestRemoval(id: string, underWay: number, cause: Cause): Card {
    const card = this.card(id);
    if (underWay > 0) throw new CardInUse(id, underWay);
    this.remember({ kind: 'remove', card: id, ...cause });
    return card;
  }

  /** Stripe said no: nobody caused what may happen later. */
  forgetRequest(kind: CardRequest['kind'], id: string): void {
    this.change({
      requests: this.data.requests.filter((asked) => asked.kind !== kind || asked.card !== id),
    });
  }

  /**
   * Brings the cards to what Stripe has. `addedBy`: who added a card that is new here; Stripe, where nobody here did.
   * Repetitions change nothing.
   */
  mirror(found: CardsInStripe, addedBy: (card: string) => Actor | undefined, at: Date): void {
    this.take(found, addedBy, at, false);
  }

  /** A card that was just put on the customer in Stripe as the one to charge: Stripe's answer said so. */
  recordAttached(card: Card, cause: Cause): void {
    const { stripeCustomer } = card;
    const beside = this.data.cards.filter(
      (each) => each.id !== card.id && each.stripeCustomer === stripeCustomer,
    );
    const found = { stripeCustomer, cards: [...beside, card], primary: card.id };
    this.take(found, () => cause.by, cause.at, true);
    this.change({ refused: undefined });
  }

  recordRefused(card: RefusedCard, cause: Cause): void {
    if (this.data.refused?.id === card.id && this.data.refused.refused === card.refused) return;
    this.record({ type: 'card_refused', card: summaryOf(card), note: card.refused }, cause.by, cause.at);
    this.change({ refused: card });
  }

  recordAsked(asked: CardAsked, cause: Cause): void {
    this.record({ type: 'card_asked_for', ...asked }, cause.by, cause.at);
  }

  /** What happened to the customer besides their cards. */
  recordHappening(happening: CustomerHappening, cause: Cause): void {
    this.record(happening, cause.by, cause.at);
  }

  /**
   * Takes over the cards of a customer who is the same person. The primary one stays, where there is one. Who decided on
   * either's version, or looked at either's cards, before this, did so too early.
   */
  absorb(other: Wallet, merged: CustomerMerged, cause: Cause): void {
    const [own, theirs] = [this.data, other.data];
    const cards = [...own.cards, ...theirs.cards].toSorted(byAge);
    const refused =
      own.cards.length > 0
        ? own.refused
        : theirs.cards.length > 0
          ? theirs.refused
          : (own.refused ?? theirs.refused);
    this.record({ type: 'customer_merged', ...merged }, cause.by, cause.at);
    this.change({
      version: Math.max(own.version, theirs.version),
      looks: Math.max(own.looks, theirs.looks) + 1,
      cards,
      primary: own.primary ?? theirs.primary,
      refused,
      requests: [...own.requests, ...theirs.requests],
    });
  }

  toData(): WalletData {
    return { ...this.data, version: this.version };
  }

  private take(
    found: CardsInStripe,
    addedBy: (card: string) => Actor | undefined,
    at: Date,
    isChosen: boolean,
  ): void {
    const before = this.data;
    const requests = before.requests.filter((asked) => isRecent(asked, at));
    const whoAsked = (kind: CardRequest['kind'], card: string) =>
      requests.find((asked) => asked.kind === kind && asked.card === card)?.by;
    const own = found.cards.toSorted(byAge);
    const others = before.cards.filter(
      ({ id, stripeCustomer }) =>
        stripeCustomer !== found.stripeCustomer && !own.some((card) => card.id === id),
    );
    const cards = [...others, ...own].toSorted(byAge);
    const gone = before.cards.filter(({ id }) => !cards.some((card) => card.id === id));
    const fresh = cards.filter(({ id }) => !before.cards.some((card) => card.id === id));

    for (const card of fresh)
      this.record({ type: 'card_added', card: summaryOf(card) }, addedBy(card.id) ?? STRIPE, at);
    for (const card of cards) this.recordChange(card, at);
    for (const card of gone)
      this.record({ type: 'card_removed', card: summaryOf(card) }, whoAsked('remove', card.id) ?? STRIPE, at);

    const isAsked = found.primary !== undefined && whoAsked('make_primary', found.primary) !== undefined;
    const primary =
      isChosen || isAsked || this.isDecidedBy(found.stripeCustomer)
        ? (primaryAmong(own, found.primary) ?? cards[0])
        : this.primary;
    if (primary && primary.id !== before.primary) {
      const replaced = gone.find(({ id }) => id === before.primary);
      const by =
        whoAsked('make_primary', primary.id) ??
        (replaced && whoAsked('remove', replaced.id)) ??
        (fresh.includes(primary) ? addedBy(primary.id) : undefined);
      this.record({ type: 'primary_card_changed', card: summaryOf(primary) }, by ?? STRIPE, at);
    }
    this.change({
      looks: before.looks + 1,
      cards,
      primary: primary?.id,
      refused: fresh.length > 0 || primary?.id !== before.primary ? undefined : before.refused,
      requests: requests.filter((asked) => !isSettled(asked, cards, primary)),
    });
  }

  /** The others tell which of their cards is primary among themselves only. */
  private isDecidedBy(stripeCustomer: string): boolean {
    return this.primary === undefined || this.primary.stripeCustomer === stripeCustomer;
  }

  private remember(request: CardRequest): void {
    const others = this.data.requests.filter(
      ({ kind, card }) => kind !== request.kind || card !== request.card,
    );
    this.change({ requests: [...others, request] });
  }

  private recordChange(card: Card, at: Date): void {
    const before = this.find(card.id);
    if (!before || isSameCard(before, card)) return;
    this.record({ type: 'card_changed', card: summaryOf(card), before: summaryOf(before) }, STRIPE, at);
  }

  private change(changes: Partial<WalletData>): void {
    this.data = { ...this.data, ...changes };
  }

  private record(happening: WalletHappening | CustomerHappening, by: Actor, at: Date): void {
    this.events.push({ ...happening, customer: this.customer, cause: { by, at } });
  }
}

/** Where Stripe names none of the cards, the one that is there longest. */
function primaryAmong(cards: readonly Card[], named: string | undefined): Card | undefined {
  return cards.find(({ id }) => id === named) ?? cards[0];
}

function byAge(a: Card, b: Card): number {
  return a.addedAt.getTime() - b.addedAt.getTime() || (a.id < b.id ? -1 : 1);
}

function isSameCard(a: CardSummary, b: CardSummary): boolean {
  return a.brand === b.brand && a.last4 === b.last4 && a.expMonth === b.expMonth && a.expYear === b.expYear;
}

function isRecent({ at: asked }: CardRequest, at: Date): boolean {
  return at.getTime() - asked.getTime() < REQUEST_COUNTS_MINUTES * 60_000;
}

function isSettled({ kind, card }: CardRequest, cards: readonly Card[], primary: Card | undefined): boolean {
  return kind === 'remove' ? !cards.some(({ id }) => id === card) : primary?.id === card;
}
