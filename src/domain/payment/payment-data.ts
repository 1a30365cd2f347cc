import type { Actor } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import type { CollectionData } from './collection.js';
import type { Checkout } from './checkout.js';
import type { Dispute } from './dispute.js';
import type { PaymentOperation } from './payment-operation.js';
import type { CardSummary, Decline } from './payment-report.js';
import type { PaymentState } from './payment-transitions.js';
import type { Refund } from './refund.js';

export type PaymentKind = 'charge' | 'hold' | 'collection';

export interface Replacement {
  /** The hold that was there before. */
  readonly payment: string;
  /** The id of the operation that gives it back. */
  readonly release: string;
  /** That was decided, whatever Stripe says to it. */
  readonly isDecided?: true;
}

/** All of a payment, as stored and restored. Amounts in the booking's currency. */
export interface PaymentData {
  readonly id: string;
  readonly kind: PaymentKind;
  readonly state: PaymentState;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly paymentMethod?: string;
  readonly card?: CardSummary;
  /** `cus_…`: whom Stripe is asked for it, once that is known. Older ones don't say: their customer has but one there. */
  readonly stripeCustomer?: string;
  readonly paymentIntent?: string;
  /** Present when the customer pays on Stripe's own page. */
  readonly checkout?: Checkout;
  /** It is placed instead of another hold, which is given back once it stands. */
  readonly replaces?: Replacement;
  readonly charge?: string;
  readonly captureBefore?: Date;
  readonly decline?: Decline;
  /** Of a collection, and only of one. */
  readonly collection?: CollectionData;
  /** Why a failed payment failed, what is known of one in doubt, or what was noted with a collection. For staff. */
  readonly note?: string;
  readonly operation?: PaymentOperation;
  readonly requestedAt: Date;
  readonly requestedBy: Actor;
}

/** Whether nothing has changed. */
export function sameData(a: PaymentData, b: PaymentData): boolean {
  return canonical(a) === canonical(b);
}

/** Key order says nothing: what was read back from storage may list its keys in another one. */
function canonical(data: PaymentData): string {
  return JSON.stringify(data, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
