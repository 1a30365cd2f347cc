import { STRIPE, type Cause } from '../shared/actor.js';
import { Money } from '../shared/money.js';
import { collectionOf, reversed, type CollectionData, type NewCollection } from './collection.js';
import type { Checkout, CheckoutReport } from './checkout.js';
import type { Dispute } from './dispute.js';
import { sameData, type PaymentData, type PaymentKind, type Replacement } from './payment-data.js';
import {
  AmountNotPositive,
  OperationUnderWay,
  OverHeld,
  OverRefundable,
  PaymentNotInState,
} from './payment-errors.js';
import { disputedOf, refundedOf, waivedOf, withRefundClaimed, withReported } from './payment-facts.js';
import type {
  GiveUpOperation,
  HoldOperation,
  PaymentOperation,
  RefundOperation,
} from './payment-operation.js';
import { moved, withCheckoutProgress, withProgress } from './payment-progress.js';
import type { CardSummary, Decline, PaymentReport } from './payment-report.js';
import { isInFlight, type PaymentState } from './payment-transitions.js';
import { recordedRefund, withOwedDecided, type Refund } from './refund.js';
import type { NewRefund } from './refund-request.js';

export type { PaymentData, PaymentKind } from './payment-data.js';

/** One attempt to move money for a booking. Changed only through its Booking. */
export class Payment {
  private constructor(private data: PaymentData) {}

  static request(request: {
    id: string;
    kind: 'charge' | 'hold';
    amount: Money;
    paymentMethod?: string;
    card?: CardSummary;
    stripeCustomer?: string;
    checkout?: Checkout;
    replaces?: Replacement;
    cause: Cause;
  }): Payment {
    const { id, kind, amount, paymentMethod, card, stripeCustomer, checkout, replaces, cause } = request;
    return new Payment({
      id,
      kind,
      state: 'requested',
      amount,
      captured: Money.zero(amount.currency),
      refunds: [],
      disputes: [],
      paymentMethod,
      card,
      stripeCustomer,
      checkout,
      replaces,
      requestedAt: cause.at,
      requestedBy: cause.by,
    });
  }

  /** Money taken outside Stripe: a fact, so it has succeeded. Throws AmountNotPositive and ReceivedInFuture. */
  static collect(wanted: NewCollection, cause: Cause): Payment {
    const { id, amount, note } = wanted;
    return new Payment({
      id,
      kind: 'collection',
      state: 'succeeded',
      amount,
      captured: amount,
      refunds: [],
      disputes: [],
      collection: collectionOf(wanted),
      note,
      requestedAt: cause.at,
      requestedBy: cause.by,
    });
  }

  /** One that nobody asked for here, as Stripe tells of it. */
  static found(found: { id: string; kind: 'charge' | 'hold'; report: PaymentReport; madeAt: Date }): Payment {
    const { id, kind, report, madeAt } = found;
    const payment = Payment.request({ id, kind, amount: report.amount, cause: { by: STRIPE, at: madeAt } });
    payment.apply(report);
    return payment;
  }

  static restore(data: PaymentData): Payment {
    return new Payment(data);
  }

  toData(): PaymentData {
    return this.data;
  }

  get id(): string {
    return this.data.id;
  }
  get kind(): PaymentKind {
    return this.data.kind;
  }
  get state(): PaymentState {
    return this.data.state;
  }
  get amount(): Money {
    return this.data.amount;
  }
  get captured(): Money {
    return this.data.captured;
  }
  get card(): CardSummary | undefined {
    return this.data.card;
  }
  get paymentIntent(): string | undefined {
    return this.data.paymentIntent;
  }
  get replaces(): Replacement | undefined {
    return this.data.replaces;
  }
  get checkout(): Checkout | undefined {
    return this.data.checkout;
  }
  get operation(): PaymentOperation | undefined {
    return this.data.operation;
  }
  get collection(): CollectionData | undefined {
    return this.data.collection;
  }
  get decline(): Decline | undefined {
    return this.data.decline;
  }
  get captureBefore(): Date | undefined {
    return this.data.captureBefore;
  }
  get refunds(): readonly Refund[] {
    return this.data.refunds;
  }
  get disputes(): readonly Dispute[] {
    return this.data.disputes;
  }

  get held(): Money {
    return this.data.state === 'authorized' ? this.data.amount : this.zero();
  }

  get inFlight(): Money {
    return isInFlight(this.data.state) ? this.data.amount : this.zero();
  }

  /** The customer is to pay on Stripe's page, and hasn't yet as far as is known. */
  get isOnPage(): boolean {
    const { checkout, state } = this.data;
    return checkout !== undefined && ['requested', 'in_doubt', 'requires_action'].includes(state);
  }

  get isInDoubt(): boolean {
    return this.data.state === 'in_doubt' || this.data.operation?.inDoubt === true;
  }

  /** Given back or lost in a dispute; never more than was taken. */
  get refunded(): Money {
    return refundedOf(this.data);
  }

  /** The part of `refunded` that the customer no longer owes, unless it turns out to have given back an overpayment. */
  get waived(): Money {
    return waivedOf(this.data);
  }

  get disputed(): Money {
    return disputedOf(this.data);
  }

  /** The most that a refund may give back: what was taken, and neither given back nor lost in a dispute since. */
  get refundable(): Money {
    return this.data.captured.minus(this.refunded);
  }

  /**
   * Takes a collection back as a mistake, whole: it counts neither as taken nor, where some of it had been recorded as
   * given back, as refunded. Throws NotACollection, AlreadyReversed and ReasonMissing.
   */
  reverse(id: string, reason: string, cause: Cause): void {
    const collection = reversed(this.data, id, reason, cause);
    this.data = { ...this.data, captured: this.zero(), collection };
  }

  /** The part of `refundable` that a refund may be asked for now: not while something else is, nor while it is disputed. */
  get refundableNow(): Money {
    const isDisputed = this.data.disputes.some(
      ({ status, inquiry }) => status === 'open' && inquiry !== true,
    );
    const isOpen = this.data.state === 'succeeded' && !this.data.operation && !isDisputed;
    return isOpen ? this.refundable : this.zero();
  }

  /** Decides a capture (of all that is held, unless an amount is given) before Stripe is asked. */
  requestCapture(id: string, amount: Money | undefined, cause: Cause): HoldOperation {
    this.requireOpenHold('A capture');
    const asked = amount ?? this.data.amount;
    if (asked.isZero) throw new AmountNotPositive('The amount to capture');
    if (!this.data.amount.covers(asked)) throw new OverHeld(asked, this.data.amount);
    return this.begin({ ...decided(id, cause), kind: 'capture', amount: asked });
  }

  requestRelease(id: string, cause: Cause): HoldOperation {
    this.requireOpenHold('A release');
    return this.begin({ ...decided(id, cause), kind: 'release', amount: this.data.amount });
  }

  /**
   * Decides a refund (of all that can be refunded, unless an amount is given) before Stripe is asked; of a collection
   * it is written down at once. `overpaid`: how much of it would give back what the booking was overpaid.
   */
  requestRefund(id: string, asked: NewRefund, overpaid: Money, cause: Cause): RefundOperation {
    if (this.data.state !== 'succeeded')
      throw new PaymentNotInState('A refund', this.data.state, 'succeeded');
    this.requireNoOperation();
    const { amount = this.refundable, reason, note, stillOwed } = asked;
    if (asked.amount?.isZero) throw new AmountNotPositive('The amount to refund');
    if (amount.isZero || !this.refundable.covers(amount)) throw new OverRefundable(amount, this.refundable);
    const ofOverpaid = overpaid.isZero ? undefined : overpaid.atMost(amount);
    const operation = { ...decided(id, cause), amount, reason, note, stillOwed, ofOverpaid };
    if (this.data.kind !== 'collection') return this.begin({ ...operation, kind: 'refund' });
    const recorded = { ...operation, kind: 'refund' } as const;
    this.data = { ...this.data, refunds: [...this.data.refunds, recordedRefund(recorded)] };
    return recorded;
  }

  /** The hold that was there before is given back: decided once. */
  markReplacementDecided(): void {
    const { replaces } = this.data;
    if (replaces) this.data = { ...this.data, replaces: { ...replaces, isDecided: true } };
  }

  /** Says whether what a refund gave back is still owed; tells whether that is news. Throws RefundNotFound, RefundEnded. */
  decideStillOwed(refund: string, stillOwed: boolean): boolean {
    const before = this.data.refunds;
    this.data = { ...this.data, refunds: withOwedDecided(before, refund, stillOwed) };
    return this.data.refunds !== before;
  }

  /** Decides to wait for the customer no longer, before Stripe is asked. */
  requestGiveUp(id: string, cause: Cause): GiveUpOperation {
    if (this.data.state !== 'requires_action')
      throw new PaymentNotInState('Giving it up', this.data.state, 'requires_action');
    this.requireNoOperation();
    return this.begin({ ...decided(id, cause), kind: 'cancel', amount: this.data.amount });
  }

  /** We asked and don't know: whatever was asked last stays open until Stripe's answer is known. */
  markInDoubt(note: string): boolean {
    if (this.data.operation) {
      if (this.data.operation.inDoubt) return false;
      this.data = { ...this.data, operation: { ...this.data.operation, inDoubt: true }, note };
      return true;
    }
    if (this.data.state !== 'requested' && this.data.state !== 'processing') return false;
    this.data = { ...this.data, state: 'in_doubt', note };
    return true;
  }

  /** Stripe refused the operation, or it is known not to have happened: the payment stands as before. */
  dropOperation(operationId: string, note: string): PaymentOperation | undefined {
    const operation = this.data.operation;
    if (operation?.id !== operationId) return undefined;
    this.data = { ...this.data, operation: undefined, note };
    return operation;
  }

  /** No refund carries the id of the one that was asked for; whether another is taken for it. */
  claimRefund(operationId: string): boolean {
    const { operation } = this.data;
    if (operation?.id !== operationId || operation.kind !== 'refund') return false;
    const claimed = withRefundClaimed(this.data, operation);
    if (claimed) this.data = { ...this.data, ...claimed };
    return claimed !== undefined;
  }

  /** It is certain that nothing happened. No effect once Stripe has said otherwise. */
  fail(note: string): boolean {
    if (!['requested', 'processing', 'in_doubt'].includes(this.data.state)) return false;
    this.data = { ...moved(this.data, 'failed'), note };
    return true;
  }

  /**
   * Takes in what Stripe says, whether it is news, a repetition or older than what is known, and tells whether
   * anything changed. Reports may come in any order; the end is the same for all of them. Throws
   * PaymentTransitionRefused, and changes nothing, for what can't be true next to what is known.
   */
  apply(report: PaymentReport): boolean {
    if (this.data.kind === 'collection') return false; // Stripe knows nothing of it
    const told = withProgress(this.data, report);
    return this.become({ ...told, ...withReported(told, report) });
  }

  /** Takes in what Stripe says of the page that the customer pays on; the money itself is its PaymentIntent's to tell. */
  applyCheckout(report: CheckoutReport): boolean {
    return this.become(withCheckoutProgress(this.data, report));
  }

  /** The same for refunds and disputes that are told by themselves. */
  applyFacts(facts: Pick<PaymentReport, 'refunds' | 'disputes'>): boolean {
    if (this.data.kind === 'collection') return false;
    return this.become({ ...this.data, ...withReported(this.data, facts) });
  }

  private requireOpenHold(doing: string): void {
    if (this.data.state !== 'authorized') throw new PaymentNotInState(doing, this.data.state, 'authorized');
    this.requireNoOperation();
  }

  private requireNoOperation(): void {
    if (this.data.operation) throw new OperationUnderWay(this.data.operation.kind);
  }

  private begin<Operation extends PaymentOperation>(operation: Operation): Operation {
    this.data = { ...this.data, operation, note: undefined };
    return operation;
  }

  /** Tells whether that is news. */
  private become(data: PaymentData): boolean {
    const isNews = !sameData(this.data, data);
    this.data = data;
    return isNews;
  }

  private zero(): Money {
    return Money.zero(this.data.amount.currency);
  }
}

function decided(id: string, { by, at }: Cause) {
  return { id, inDoubt: false, requestedAt: at, by };
}
