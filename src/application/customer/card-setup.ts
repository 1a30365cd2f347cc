import type { Actor } from '../../domain/shared/actor.js';

/** A visit to Stripe's hosted page on which a customer's card is to be given. */
export interface CardSetup {
  /** Stripe's idempotency key for the page. */
  readonly id: string;
  readonly customer: string;
  /** From which booking it was begun, and where it leads back to. */
  readonly booking?: string;
  /** The link by which the customer began it themselves. */
  readonly link?: string;
  readonly by: Actor;
  readonly startedAt: Date;
  /** `cs_…`, once Stripe made the page. */
  readonly session?: string;
  /** The card that was given, once that is known. */
  readonly card?: string;
}

export interface CardSetupRepository {
  /** Stores a new one, or gives the one that is stored under this id. */
  findOrAdd(setup: CardSetup): Promise<CardSetup>;
  /** Throws CardSetupNotFound. */
  get(id: string): Promise<CardSetup>;
  find(ids: readonly string[]): Promise<CardSetup[]>;
  /** The one that was begun last by this link. */
  latestOf(link: string): Promise<CardSetup | undefined>;
  setSession(id: string, session: string): Promise<void>;
  /** What came of it. */
  setCard(id: string, card: string): Promise<void>;
}
