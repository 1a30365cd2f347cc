import type { CollectionMethod } from '../../domain/payment/collection.js';

export interface ListedMethod extends CollectionMethod {
  /** Set aside: what was collected by it keeps its name, nothing more is. */
  readonly isRetired: boolean;
}

/** The ways in which this business takes money outside Stripe. */
export abstract class CollectionMethods {
  /** In the order in which people choose among them, the retired ones last. */
  abstract list(): Promise<readonly ListedMethod[]>;
}
