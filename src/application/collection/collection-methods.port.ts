import type {
  CollectionMethodChange,
  CollectionOrderChange,
  ListedMethod,
} from '../../domain/payment/collection-methods.js';
import type { Actor } from '../../domain/shared/actor.js';

export type { ListedMethod } from '../../domain/payment/collection-methods.js';

/** The ways in which this business takes money outside Stripe. */
export abstract class CollectionMethods {
  /** In the order in which people choose among them, the retired ones last. */
  abstract list(): Promise<readonly ListedMethod[]>;
}

/** The same list, for those who change it. Nothing in it is ever deleted. */
export interface CollectionMethodRepository {
  /** All of them; nobody else changes the list until the transaction ends. */
  lock(): Promise<readonly ListedMethod[]>;
  /** Stores `after`, a new one last, and who changed what. */
  save(change: CollectionMethodChange, by: Actor, at: Date): Promise<void>;
  /** Stores the order of all of them, and who changed it. */
  arrange(
    methods: readonly ListedMethod[],
    change: CollectionOrderChange,
    by: Actor,
    at: Date,
  ): Promise<void>;
}
