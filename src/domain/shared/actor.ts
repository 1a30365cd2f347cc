/** Who caused a change: every state change has one, and the timeline shows it. */
export interface Actor {
  readonly kind: 'staff' | 'api' | 'customer' | 'stripe' | 'rule' | 'system';
  /** A person's, token's or rule's id, where there is one. */
  readonly id?: string;
  /** As shown to people: "Ana Ruiz", "Booking site", "Stripe". */
  readonly name: string;
  /** The id of the batch by which they caused it, where it was done to many bookings at once. */
  readonly batch?: string;
}

export const STRIPE: Actor = { kind: 'stripe', name: 'Stripe' };
export const SYSTEM: Actor = { kind: 'system', name: 'Purser' };

/** Who asks for a change, and when. */
export interface Cause {
  readonly by: Actor;
  readonly at: Date;
}
