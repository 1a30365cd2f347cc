import { Injectable } from '@nestjs/common';
import type { CardRequest, Wallet } from '../../domain/customer/wallet.js';
import type { Actor, Cause } from '../../domain/shared/actor.js';
import { CardRefused } from '../payment/gateway-errors.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { SyncCards, SyncCardsHandler } from './sync-cards.command.js';

export interface NewCardChange {
  readonly customer: string;
  /** `pm_…` */
  readonly card: string;
  readonly by: Actor;
  /** The version of the customer's cards that was decided on. */
  readonly expectedVersion?: number;
}

interface Steps {
  readonly kind: CardRequest['kind'];
  /** Nothing is left to do: it is as wanted already. */
  readonly isDone?: (wallet: Wallet) => boolean;
  readonly decide: (wallet: Wallet, cause: Cause, transaction: Transaction) => unknown;
  /** `stripeCustomer`: the card's. */
  readonly ask: (stripeCustomer: string, wallet: Wallet) => Promise<void>;
}

/** What changes of cards share: remember who asks, ask Stripe, and look at what Stripe has then. */
@Injectable()
export class CardChange {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sync: SyncCardsHandler,
    private readonly clock: Clock,
  ) {}

  async execute(wanted: NewCardChange, steps: Steps): Promise<void> {
    const decided = await this.unitOfWork.run((transaction) => this.decide(transaction, wanted, steps));
    if (!decided) return;
    try {
      await steps.ask(decided.stripeCustomer, decided.wallet);
    } catch (error) {
      if (error instanceof CardRefused) await this.forget(wanted, steps.kind);
      throw error;
    } finally {
      // Whatever came of it, Stripe says how things stand; where it can't be asked, its events do.
      await this.sync.execute(new SyncCards(decided.stripeCustomer)).catch(() => undefined);
    }
  }

  private async decide(transaction: Transaction, wanted: NewCardChange, steps: Steps) {
    const { wallets, isRepeated } = transaction;
    const wallet = await wallets.lock(wanted.customer);
    if (!isRepeated) wallet.expectVersion(wanted.expectedVersion);
    const { stripeCustomer } = wallet.card(wanted.card);
    if (steps.isDone?.(wallet)) return undefined;
    await steps.decide(wallet, { by: wanted.by, at: this.clock.now() }, transaction);
    await wallets.save(wallet);
    return { stripeCustomer, wallet };
  }

  private forget({ customer, card }: NewCardChange, kind: CardRequest['kind']): Promise<void> {
    return this.unitOfWork.run(async ({ wallets }) => {
      const wallet = await wallets.lock(customer);
      wallet.forgetRequest(kind, card);
      await wallets.save(wallet);
    });
  }
}
