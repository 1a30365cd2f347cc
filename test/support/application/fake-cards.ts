import { setImmediate as othersGoFirst } from 'node:timers/promises';
import {
  CardGateway,
  type CardSetupOrder,
  type HostedSetup,
} from '../../../src/application/customer/card-gateway.port.js';
import { CardRefused, GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import type { Card } from '../../../src/domain/customer/card.js';
import type { CardsInStripe } from '../../../src/domain/customer/wallet.js';
import { hoursAfter, NOW } from '../domain/causes.js';

interface Visit {
  readonly order: CardSetupOrder;
  state: HostedSetup['state'];
  card?: string;
}

/** Customers' cards as Stripe keeps them, in memory. */
export class FakeCards extends CardGateway {
  isUnavailable = false;
  refuses: string | undefined;
  /** Runs after Stripe has read what it will answer, before the answer arrives. */
  whileAnswering: () => Promise<void> | void = () => undefined;

  private readonly owners = new Map<string, string>();
  private readonly cards = new Map<string, Card>();
  private readonly primaries = new Map<string, string>();
  private readonly visits = new Map<string, Visit>();
  private readonly setups = new Map<string, string>();

  constructor(private readonly isInTransaction: () => boolean) {
    super();
  }

  /** Somebody does it there. */
  addThere(card: Card, stripeCustomer = card.stripeCustomer): void {
    this.cards.set(card.id, { ...card, stripeCustomer });
    this.owners.set(card.id, stripeCustomer);
  }

  makePrimaryThere(card: string, stripeCustomer = 'cus_customer-1'): void {
    this.primaries.set(stripeCustomer, card);
  }

  removeThere(card: string): void {
    this.owners.delete(card);
    for (const [customer, primary] of this.primaries) if (primary === card) this.primaries.delete(customer);
  }

  /** The person on the hosted page gives a card. */
  giveCard(setup: string, card: Card): void {
    const visit = this.visit(setup);
    this.addThere(card, visit.order.stripeCustomer);
    this.setups.set(card.id, setup);
    visit.state = 'complete';
    visit.card = card.id;
  }

  primaryThere(stripeCustomer = 'cus_customer-1'): string | undefined {
    return this.primaries.get(stripeCustomer);
  }

  get pages(): number {
    return this.visits.size;
  }

  override async look(stripeCustomer: string): Promise<CardsInStripe> {
    await this.receive();
    const cards = [...this.cards.values()].filter(({ id }) => this.owners.get(id) === stripeCustomer);
    const answer = { stripeCustomer, cards, primary: this.primaries.get(stripeCustomer) };
    await this.whileAnswering();
    return answer;
  }

  override async setupBehind(card: string): Promise<string | undefined> {
    await this.receive();
    return this.setups.get(card);
  }

  override async makePrimary(stripeCustomer: string, card: string): Promise<void> {
    await this.receive();
    if (this.refuses !== undefined) throw new CardRefused(this.refuses);
    if (this.owners.get(card) !== stripeCustomer) throw new CardRefused('It is none of this customer’s.');
    this.makePrimaryThere(card, stripeCustomer);
  }

  override async remove(card: string): Promise<void> {
    await this.receive();
    if (this.refuses !== undefined) throw new CardRefused(this.refuses);
    this.removeThere(card);
  }

  override async openSetup(order: CardSetupOrder): Promise<HostedSetup> {
    await this.receive();
    if (!this.visits.has(order.setup)) this.visits.set(order.setup, { order, state: 'open' });
    return this.page(order.setup);
  }

  override async lookAtSetup(session: string): Promise<HostedSetup> {
    await this.receive();
    return this.page(session.replace('cs_', ''));
  }

  private page(setup: string): HostedSetup {
    const { state, card } = this.visit(setup);
    const url = state === 'open' ? `https://checkout.example/${setup}` : undefined;
    return { session: `cs_${setup}`, state, url, expiresAt: hoursAfter(NOW, 24), card };
  }

  private visit(setup: string): Visit {
    const visit = this.visits.get(setup);
    if (!visit) throw new Error(`Nobody opened ${setup}.`);
    return visit;
  }

  private async receive(): Promise<void> {
    if (this.isInTransaction()) throw new Error('Stripe was asked within a transaction.');
    await othersGoFirst();
    if (this.isUnavailable) throw new GatewayUnavailable('Stripe can’t be reached.');
  }
}
