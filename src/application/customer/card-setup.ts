import type { Actor } from '../../domain/shared/actor.js';

/** A visit to Stripe's hosted page on which a customer's card is to be given. */
export interface CardSetup {
  /** Stripe's idempotency key for the page. */
  readonly id: string;
  readonly customer: string;
  /** From which booking it was begun, and where it leads back to. */
  readonly booking?: string;
  readonly by: Actor;
  readonly startedAt: Date;
  /** `cs_…`, once Stripe made the page. */
  readonly session?: string;
}

export interface CardSetupRepository {
  /** Stores a new one, or gives the one that is stored under this id. */
  findOrAdd(setup: CardSetup): Promise<CardSetup>;
  /** Throws CardSetupNotFound. */
  get(id: string): Promise<CardSetup>;
  find(ids: readonly string[]): Promise<CardSetup[]>;
  setSession(id: string, session: string): Promise<void>;
}
