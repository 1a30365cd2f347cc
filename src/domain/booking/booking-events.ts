import type { Cause } from '../shared/actor.js';
import type { ImportOrigin } from '../import/import-origin.js';
import type { Money } from '../shared/money.js';
import type { CollectionMethod } from '../payment/collection.js';
import type { CalendarDate } from '../shared/calendar-date.js';
import type { LinkPurpose } from '../customer-link/customer-link.js';
import type { CardSummary, Decline } from '../payment/payment-report.js';
import type { Dispute, DisputeMovement } from '../payment/dispute.js';
import type { PaymentOperation } from '../payment/payment-operation.js';
import type { AgreementHappening } from './agreement-events.js';
import type { Payment, PaymentKind } from '../payment/payment.js';
import type { ReceiptSent } from '../receipt/receipt-sent.js';
import type { PaymentState } from '../payment/payment-transitions.js';

export interface OfPayment {
  readonly payment: string;
  readonly kind: PaymentKind;
  readonly amount: Money;
  readonly card?: CardSummary;
  readonly paymentIntent?: string;
}

/** What happened to a booking, in the past tense; stored with the change itself and shown in the timeline. */
export type BookingHappening =
  | { readonly type: 'booking_registered'; readonly total: Money; readonly imported?: ImportOrigin }
  | AgreementHappening
  | ({
      readonly type: 'charge_requested' | 'hold_requested';
      /** The hold that it is placed instead of. */
      readonly replaces?: string;
    } & OfPayment)
  | {
      readonly type: 'link_created';
      readonly link: string;
      readonly purpose: LinkPurpose;
      readonly asked?: Money;
      readonly payment?: string;
      readonly expiresAt: Date;
    }
  | {
      readonly type: 'link_sent';
      readonly link: string;
      readonly purpose: LinkPurpose;
      readonly asked?: Money;
      readonly email: string;
    }
  | {
      readonly type: 'link_stopped';
      readonly link: string;
      readonly purpose: LinkPurpose;
      readonly asked?: Money;
      readonly why?: string;
    }
  | ({ readonly type: 'checkout_requested'; readonly link: string } & OfPayment)
  | ({ readonly type: 'checkout_opened' } & OfPayment)
  | ({ readonly type: 'checkout_declined'; readonly decline: Decline } & OfPayment)
  | ({ readonly type: 'give_up_requested' } & OfPayment)
  | ({
      readonly type: 'collection_recorded';
      readonly method: CollectionMethod;
      readonly receivedOn: CalendarDate;
      readonly note?: string;
    } & OfPayment)
  | ({
      readonly type: 'collection_reversed';
      readonly method: string;
      readonly refunded: Money;
      readonly reason: string;
    } & OfPayment)
  | ({
      readonly type: 'payment_linked';
      readonly state: PaymentState;
      readonly captured: Money;
      readonly refunded: Money;
    } & OfPayment)
  | ({
      readonly type: 'payment_in_doubt';
      readonly note: string;
      /** What isn't known: the capture, release or refund of `asked`, or else the payment itself. */
      readonly operation?: PaymentOperation['kind'];
      readonly asked: Money;
    } & OfPayment)
  | ({ readonly type: 'payment_processing' } & OfPayment)
  | ({ readonly type: 'payment_details_learned' } & OfPayment)
  | ({ readonly type: 'customer_must_authenticate' } & OfPayment)
  | ({
      readonly type: 'charge_succeeded' | 'hold_captured';
      readonly captured: Money;
      /** When, where Stripe told; otherwise this event's own time is the nearest that is known. */
      readonly takenAt?: Date;
    } & OfPayment)
  | ({ readonly type: 'receipt_sent' } & ReceiptSent & OfPayment)
  | ({ readonly type: 'hold_placed'; readonly captureBefore?: Date } & OfPayment)
  | ({ readonly type: 'payment_declined'; readonly decline: Decline } & OfPayment)
  | ({ readonly type: 'payment_failed'; readonly note: string } & OfPayment)
  | ({ readonly type: 'payment_canceled' } & OfPayment)
  | ({ readonly type: 'capture_requested'; readonly asked: Money } & OfPayment)
  | ({
      readonly type: 'release_requested';
      /** The hold that stands instead. */
      readonly replacedBy?: string;
    } & OfPayment)
  | ({
      /** Sent to Stripe, or, for a collection, written down. */
      readonly type: 'refund_requested' | 'refund_recorded';
      readonly operation: string;
      /** Of a refund over several payments: which one. */
      readonly decision?: string;
      readonly asked: Money;
      readonly reason: string;
      readonly note?: string;
      readonly stillOwed: boolean;
    } & OfPayment)
  | ({
      readonly type: 'still_owed_decided';
      readonly refund: string;
      readonly refunded: Money;
      readonly stillOwed: boolean;
    } & OfPayment)
  | ({ readonly type: 'operation_refused'; readonly operation: string; readonly note: string } & OfPayment)
  | ({ readonly type: 'hold_released' } & OfPayment)
  | ({ readonly type: 'hold_expired' } & OfPayment)
  | ({
      readonly type: 'refund_changed';
      readonly refund: string;
      readonly refunded: Money;
      readonly status: string;
      readonly reason?: string;
      readonly note?: string;
      readonly stillOwed: boolean;
    } & OfPayment)
  | ({
      readonly type: 'dispute_changed';
      readonly status: Dispute['status'];
      readonly inquiry: boolean;
      readonly reason?: string;
      readonly evidenceDueBy?: Date;
    } & OfDispute)
  | ({ readonly type: 'dispute_answered' } & OfDispute)
  | ({
      readonly type: 'dispute_money_moved';
      readonly direction: DisputeMovement['direction'];
      readonly moved: Money;
      readonly fee?: Money;
      readonly feeReturned?: Money;
    } & OfDispute);

interface OfDispute extends OfPayment {
  readonly dispute: string;
  readonly disputed: Money;
}

export type BookingEvent = BookingHappening & { readonly booking: string; readonly cause: Cause };

/** The payment an event is about, as it stands when the event is recorded. */
export function of(payment: Payment): OfPayment {
  const { id, kind, amount, card, paymentIntent } = payment.toData();
  return { payment: id, kind, amount, card, paymentIntent };
}
