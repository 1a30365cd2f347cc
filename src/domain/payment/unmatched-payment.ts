import type { Actor, Cause } from '../shared/actor.js';
import { AlreadyLinked, DismissalNeedsNote, NothingToLink } from './payment-errors.js';
import type { PaymentReport } from './payment-report.js';
import { Payment, type PaymentData } from './payment.js';
import type { PaymentState } from './payment-transitions.js';

/** Money that is taken (even if it was given back since), held or on its way: what staff should know of. */
export const WORTH_LINKING: readonly PaymentState[] = ['processing', 'authorized', 'succeeded'];

/**
 * From then on the amount only grows. Before, anybody may change it in Stripe, and its currency with it.
 * https://docs.stripe.com/api/payment_intents/update
 */
const MOVED: readonly PaymentState[] = [...WORTH_LINKING, 'released', 'expired'];

/** What Stripe knows of a payment besides the money: staff go by it when they look for the booking. */
export interface FoundDetails {
  readonly description?: string;
  /** The booking that its metadata names; anybody may have written it there. */
  readonly namedBooking?: string;
}

export interface Link {
  readonly booking: string;
  readonly reference: string;
  readonly by: Actor;
  readonly at: Date;
}

/** Staff say that it is for no booking. */
export interface Dismissal {
  readonly note: string;
  readonly by: Actor;
  readonly at: Date;
}

export interface PutBack {
  readonly by: Actor;
  readonly at: Date;
  readonly was: Dismissal;
}

export interface UnmatchedPaymentData extends FoundDetails {
  readonly id: string;
  /** Ours, known by their Stripe customer. */
  readonly customer: string;
  readonly stripeCustomer: string;
  /** As it would stand on a booking, under the same id. */
  readonly payment: PaymentData;
  readonly linked?: Link;
  readonly dismissed?: Dismissal;
  /** Who took the last dismissal back; what it was stands with it. */
  readonly putBack?: PutBack;
}

/** A payment that was found in Stripe for one of our customers and that no booking asked for. */
export class UnmatchedPayment {
  private constructor(private data: UnmatchedPaymentData) {}

  static found(
    about: Omit<UnmatchedPaymentData, 'payment' | 'linked' | 'dismissed' | 'putBack'>,
    made: { kind: 'charge' | 'hold'; report: PaymentReport; madeAt: Date },
  ): UnmatchedPayment {
    return new UnmatchedPayment({ ...about, payment: Payment.found({ id: about.id, ...made }).toData() });
  }

  static restore(data: UnmatchedPaymentData): UnmatchedPayment {
    return new UnmatchedPayment(data);
  }

  toData(): UnmatchedPaymentData {
    return this.data;
  }

  get id(): string {
    return this.data.id;
  }

  get linked(): Link | undefined {
    return this.data.linked;
  }

  get isWorthLinking(): boolean {
    return WORTH_LINKING.includes(this.data.payment.state);
  }

  /** Whether it may be for what the customer owes: nobody has said anything of it, and not all of it was given back. */
  get mayBeOwed(): boolean {
    const { linked, dismissed, payment } = this.data;
    const { captured, refunded } = Payment.restore(payment);
    const isGivenBack = !captured.isZero && refunded.covers(captured);
    return this.isWorthLinking && !linked && !dismissed && !isGivenBack;
  }

  /** Takes in what Stripe says, in whatever order it is heard. */
  refresh(report: PaymentReport, details: FoundDetails): void {
    const { payment: known } = this.data;
    const { id, requestedAt: madeAt } = known;
    const isAnother = !MOVED.includes(known.state) && !report.amount.equals(known.amount);
    const payment = isAnother
      ? Payment.found({ id, kind: kindOf(known), report, madeAt })
      : Payment.restore(known);
    payment.apply(report);
    this.data = { ...this.data, ...details, payment: payment.toData() };
  }

  /** Hands the payment over to a booking. Throws AlreadyLinked and NothingToLink. */
  linkTo(
    { id, reference }: { readonly id: string; readonly reference: string },
    { by, at }: Cause,
  ): PaymentData {
    this.requireLinkable();
    this.data = { ...this.data, linked: { booking: id, reference, by, at }, dismissed: undefined };
    return this.data.payment;
  }

  /**
   * Says that it is for no booking, and why; whether that is new. It can be linked all the same. Throws AlreadyLinked,
   * NothingToLink and DismissalNeedsNote.
   */
  dismiss(note: string, { by, at }: Cause): boolean {
    this.requireLinkable();
    if (note.trim() === '') throw new DismissalNeedsNote();
    if (this.data.dismissed) return false;
    this.data = { ...this.data, dismissed: { note: note.trim(), by, at }, putBack: undefined };
    return true;
  }

  /** Takes that back; whether there was anything to take back. */
  reopen({ by, at }: Cause): boolean {
    const { dismissed: was } = this.data;
    if (!was) return false;
    this.data = { ...this.data, dismissed: undefined, putBack: { by, at, was } };
    return true;
  }

  requireLinkable(): void {
    const { linked, payment } = this.data;
    if (linked) throw new AlreadyLinked({ id: linked.booking, reference: linked.reference });
    if (!this.isWorthLinking) throw new NothingToLink(payment.state);
  }
}

function kindOf({ kind }: PaymentData): 'charge' | 'hold' {
  return kind === 'hold' ? 'hold' : 'charge';
}
