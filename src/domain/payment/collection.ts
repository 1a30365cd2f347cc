import type { Actor, Cause } from '../shared/actor.js';
import type { CalendarDate } from '../shared/calendar-date.js';
import type { Money } from '../shared/money.js';
import { AmountNotPositive } from './payment-errors.js';
import { AlreadyReversed, NotACollection, ReasonMissing, ReceivedInFuture } from './collection-errors.js';

/** How the customer paid outside Stripe. `code` is for good, the label may be reworded. */
export interface CollectionMethod {
  readonly code: string;
  readonly label: string;
}

/** Money that staff took outside Stripe. */
export interface NewCollection {
  readonly id: string;
  readonly amount: Money;
  readonly method: CollectionMethod;
  /** The day the money came in, which may be long before it is written down. */
  readonly receivedOn: CalendarDate;
  /** In the business's time zone. */
  readonly today: CalendarDate;
  readonly note?: string;
}

/** How and when a collection came in, and the entry that takes it back, if one was made. */
export interface CollectionData {
  /** The code of the method. */
  readonly method: string;
  readonly receivedOn: CalendarDate;
  readonly reversal?: Reversal;
}

/** A collection that was a mistake is taken back whole by an entry of its own; what was written down stays. */
export interface Reversal {
  readonly id: string;
  readonly reason: string;
  readonly at: Date;
  readonly by: Actor;
}

/** Throws AmountNotPositive and ReceivedInFuture. */
export function collectionOf({ amount, method, receivedOn, today }: NewCollection): CollectionData {
  if (amount.isZero) throw new AmountNotPositive('The amount');
  if (receivedOn > today) throw new ReceivedInFuture(receivedOn, today);
  return { method: method.code, receivedOn };
}

/** Throws NotACollection, AlreadyReversed and ReasonMissing. */
export function reversed(
  { kind, collection }: { readonly kind: string; readonly collection?: CollectionData },
  id: string,
  reason: string,
  { by, at }: Cause,
): CollectionData {
  if (!collection) throw new NotACollection(kind);
  if (collection.reversal) throw new AlreadyReversed(collection.reversal.at);
  if (reason.trim() === '') throw new ReasonMissing();
  return { ...collection, reversal: { id, reason: reason.trim(), by, at } };
}
