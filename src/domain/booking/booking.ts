import type { Cause } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import type { NewCollection } from '../payment/collection.js';
import { OverOutstanding } from '../payment/collection-errors.js';
import type { ImportOrigin } from '../import/import-origin.js';
import type { CustomerLink } from '../customer-link/customer-link.js';
import type { CheckoutReport } from '../payment/checkout.js';
import type { PaymentReport } from '../payment/payment-report.js';
import type {
  GiveUpOperation,
  HoldOperation,
  PaymentOperation,
  RefundOperation,
} from '../payment/payment-operation.js';
import type { NewRefund } from '../payment/refund-request.js';
import { Payment, type PaymentData } from '../payment/payment.js';
import { overpaidLeft } from './booking-amounts.js';
import type { BookingData, BookingDetails, PaymentOption, PaymentRequest } from './booking-data.js';
import {
  agreementOf,
  requireMove,
  requirePrice,
  withDetails,
  withFee,
  withLife,
  withLines,
  withPaymentOption,
  withTotal,
  type AgreedChange,
  type DetailsChange,
} from './agreement.js';
import { of } from './booking-events.js';
import { amountToCapture } from './capture-bound.js';
import { BookingStanding } from './booking-standing.js';
import { linkCreated, linkSent, linkStopped, payableByLink } from './customer-links.js';
import { ENDING_REFUND, planEnding, type DecidedEnding, type EndingDecision } from './ending.js';
import type { PriceLine } from './price-line.js';
import { Price } from './price.js';
import type { ReceiptSent } from '../receipt/receipt-sent.js';
import { newPayment, requestNews } from './new-payment.js';
import { requireLinkable, requireSameMoney } from './payment-match.js';
import { newsOf, whoAskedFor } from './payment-news.js';
import { dueReleases, renewalBound, renewalOf, requireNoRenewal } from './hold-renewal.js';
import { splitOf, type NewRefunds } from './refund-plan.js';

export { PAYMENT_OPTIONS } from './booking-data.js';
export type { BookingData, BookingDetails, Contact, PaymentOption, PaymentRequest } from './booking-data.js';

/**
 * What a customer owes money for, and every payment towards it. The aggregate: all money decisions about one
 * booking are made here, against all of its payments, and each change is recorded as an event.
 */
export class Booking extends BookingStanding {
  /** `price`: its lines, or a total for the service alone; `imported`: where from, if so. Throws AmountNotPositive. */
  static register(details: BookingDetails, price: Price | Money, imported?: ImportOrigin): Booking {
    const agreed = price instanceof Price ? price : Price.ofService(details.service, price);
    requirePrice(agreed, 'scheduled');
    const booking = new Booking({ details, price: agreed, life: 'scheduled' }, 0, []);
    booking.record(
      { type: 'booking_registered', total: agreed.total, ...(imported ? { imported } : {}) },
      { by: details.registeredBy, at: details.registeredAt },
    );
    return booking;
  }

  static restore(data: BookingData): Booking {
    const payments = data.payments.map((payment) => Payment.restore(payment));
    return new Booking(agreementOf(data), data.version, payments);
  }

  /** Throws CurrencyFixed, and AmountNotPositive for what isn't off. */
  changeTotal(total: Money, cause: Cause, reason?: string): void {
    this.agreeOn(withTotal(this.agreement, total, reason), cause);
  }

  /** The same with lines, which the total follows. Throws what Price.of throws, too. */
  changePrice(lines: readonly PriceLine[], cause: Cause, reason?: string): void {
    this.agreeOn(withLines(this.agreement, lines, reason), cause);
  }

  changeDetails(change: DetailsChange, cause: Cause): void {
    this.agreeOn(withDetails(this.agreement, change), cause);
  }

  /** Settles otherwise how the customer is to pay; no money moves. */
  changePaymentOption(option: PaymentOption, cause: Cause): void {
    this.agreeOn(withPaymentOption(this.agreement, option), cause);
  }

  /** Takes note of what became of the booking; no money moves. Throws LifeTransitionRefused. */
  recordLife(life: 'completed' | 'no_show' | 'scheduled', cause: Cause, reason?: string): void {
    this.agreeOn(withLife(this.agreement, life, reason), cause);
  }

  /**
   * Cancels the booking, or takes it for a no-show that costs a fee: from then on the fee is all that is owed, and all
   * that this asks of Stripe is decided with it, as `planEnding` says. `idOf` gives each operation its id, by payment.
   * Throws LifeTransitionRefused, FeeOverPrice and MoneyUnderWay.
   */
  end(life: 'cancelled' | 'no_show', decision: EndingDecision, cause: Cause): PaymentOperation[] {
    const { id, terms, idOf, reason } = decision;
    requireMove(this.life, life);
    const plan = planEnding(this.payments, this.amounts.waived, terms);
    const operations = plan.operations.map((planned) => ({ ...planned, id: idOf(planned.payment) }));
    this.agreeOn(withFee(this.agreement, life, { id, fee: terms.fee, reason, operations }), cause);
    return operations.map((operation) => this.request(operation, cause));
  }

  /**
   * Decides a charge. Throws OverChargeable (with the bound), AmountNotPositive, a currency mismatch, and what
   * requireRetryAllowed throws for a card that was declined before.
   */
  requestCharge(request: PaymentRequest, cause: Cause): Payment {
    return this.requestPayment('charge', request, cause);
  }

  /** Decides a hold (pre-authorization); the same bounds as a charge. */
  requestHold(request: PaymentRequest, cause: Cause): Payment {
    return this.requestPayment('hold', request, cause);
  }

  /**
   * Decides a new hold instead of one that ends soon or has ended: of the same amount and on the same card unless said
   * otherwise, and above what is chargeable by what the old one holds. That one is given back, under the id `release`,
   * once the new one stands, and only then. Throws OverChargeable, PaymentNotInState, OperationUnderWay, RenewalUnderWay.
   */
  requestReauthorization(holdId: string, request: PaymentRequest, release: string, cause: Cause): Payment {
    const old = this.payment(holdId);
    const bound = renewalBound(old, this.amounts, this.payments);
    return this.requestPayment('hold', renewalOf(old, request, release, bound), cause, bound);
  }

  /**
   * Takes in money that the customer paid outside Stripe. It is there, so it counts at once; above what is outstanding
   * the total comes first. Throws OverOutstanding, AmountNotPositive and ReceivedInFuture.
   */
  recordCollection(wanted: NewCollection, cause: Cause): Payment {
    const { outstanding } = this.amounts;
    const payment = Payment.collect(wanted, cause);
    if (!outstanding.covers(wanted.amount)) throw new OverOutstanding(wanted.amount, outstanding);
    this.payments.push(payment);
    const { method, receivedOn, note } = wanted;
    this.record({ type: 'collection_recorded', method, receivedOn, note, ...of(payment) }, cause);
    return payment;
  }

  /** Takes back a collection that was a mistake, whole. Throws NotACollection, AlreadyReversed and ReasonMissing. */
  reverseCollection(paymentId: string, reversalId: string, reason: string, cause: Cause): void {
    const payment = this.payment(paymentId);
    const { refunded } = payment;
    payment.reverse(reversalId, reason, cause);
    const { method = '', reversal } = payment.collection ?? {};
    const why = reversal?.reason ?? reason;
    this.record({ type: 'collection_reversed', method, refunded, reason: why, ...of(payment) }, cause);
  }

  /** How much a customer may be asked to pay by a link: all that is outstanding unless given. Throws MoreThanOwed. */
  payableByLink(asked?: Money): Money {
    return payableByLink(asked, this.amounts.outstanding);
  }

  /** The customer was given a link that is about this booking. */
  recordLink(link: CustomerLink, cause: Cause): void {
    this.record(linkCreated(link), cause);
  }

  recordLinkSent(link: CustomerLink, cause: Cause): void {
    this.record(linkSent(link, this.about.contact.email), cause);
  }

  recordLinkStopped(link: CustomerLink, cause: Cause): void {
    this.record(linkStopped(link), cause);
  }

  /** The receipt for a payment, or for a refund of it, goes to this address. */
  recordReceiptSent(paymentId: string, sent: ReceiptSent, cause: Cause): void {
    this.record({ type: 'receipt_sent', ...sent, ...of(this.payment(paymentId)) }, cause);
  }

  /** Decides to wait no longer for the customer to authenticate or to pay on Stripe's page. */
  requestGiveUp(paymentId: string, operationId: string, cause: Cause): GiveUpOperation {
    const payment = this.payment(paymentId);
    const operation = payment.requestGiveUp(operationId, cause);
    this.record({ type: 'give_up_requested', ...of(payment) }, cause);
    return operation;
  }

  /** Brings one payment to what Stripe says of the page that the customer pays on. */
  recordCheckout(paymentId: string, report: CheckoutReport, cause: Cause): void {
    const payment = this.payment(paymentId);
    const before = payment.toData();
    if (payment.applyCheckout(report)) this.recordNews(before, payment, cause);
  }

  /** Decides to take all or a part of a hold; what isn't taken is given back by Stripe. */
  requestCapture(
    paymentId: string,
    operationId: string,
    amount: Money | undefined,
    cause: Cause,
  ): HoldOperation {
    const payment = this.payment(paymentId);
    requireNoRenewal(payment, this.payments);
    const toCapture =
      payment.state === 'authorized' ? amountToCapture(payment.held, amount, this.amounts) : amount;
    const operation = payment.requestCapture(operationId, toCapture, cause);
    this.record({ type: 'capture_requested', asked: operation.amount, ...of(payment) }, cause);
    return operation;
  }

  requestRelease(paymentId: string, operationId: string, cause: Cause): HoldOperation {
    const payment = this.payment(paymentId);
    requireNoRenewal(payment, this.payments);
    const operation = payment.requestRelease(operationId, cause);
    this.record({ type: 'release_requested', ...of(payment) }, cause);
    return operation;
  }

  /**
   * Decides to give back all or a part of what a payment took. Of a collection that is done by hand, so it is written
   * down at once; otherwise the payment carries the operation until Stripe has answered. Throws OverRefundable, with the
   * bound.
   */
  requestRefund(
    paymentId: string,
    operationId: string,
    asked: NewRefund,
    cause: Cause,
    decision?: string,
  ): RefundOperation {
    const payment = this.payment(paymentId);
    const overpaid = overpaidLeft(this.amounts, this.payments);
    const refund = payment.requestRefund(operationId, asked, overpaid, cause);
    const { amount, reason, note, stillOwed } = refund;
    const type = payment.operation ? 'refund_requested' : 'refund_recorded';
    const said = { operation: refund.id, decision, asked: amount, reason, note, stillOwed };
    this.record({ type, ...said, ...of(payment) }, cause);
    return refund;
  }

  /**
   * Decides to give back one amount over several payments, all of it or nothing. Throws OverRefundableInAll and
   * OverRefundable, with the bound.
   */
  requestRefunds({ decision, operationOf, ...asked }: NewRefunds, cause: Cause): void {
    for (const { payment, amount } of splitOf(asked, this.payments, this.currency)) {
      this.requestRefund(payment, operationOf(payment), { ...asked, amount }, cause, decision);
    }
  }

  /** Says whether the customer still owes what a refund gave back, whoever made it. Throws RefundNotFound, RefundEnded. */
  decideStillOwed(paymentId: string, refundId: string, stillOwed: boolean, cause: Cause): void {
    const payment = this.payment(paymentId);
    if (!payment.decideStillOwed(refundId, stillOwed)) return;
    const refunded = payment.refunds.find(({ id }) => id === refundId)?.amount ?? payment.refunded;
    this.record({ type: 'still_owed_decided', refund: refundId, refunded, stillOwed, ...of(payment) }, cause);
  }

  /**
   * Takes in a payment that was made in Stripe for this booking. What it moved is a fact, so it may exceed what is
   * chargeable. Throws PaymentInOtherCurrency and AlreadyLinked.
   */
  linkPayment(found: PaymentData, cause: Cause): Payment {
    requireLinkable(found, this);
    const payment = Payment.restore({ ...found, requestedBy: cause.by });
    this.payments.push(payment);
    const { state, captured, refunded } = payment;
    this.record({ type: 'payment_linked', state, captured, refunded, ...of(payment) }, cause);
    return payment;
  }

  /** Brings one payment to what Stripe says of it. Repetitions and old news change nothing. */
  recordReport(paymentId: string, report: PaymentReport, cause: Cause): void {
    const payment = this.payment(paymentId);
    requireSameMoney(payment, report, this.currency);
    const before = payment.toData();
    if (payment.apply(report)) this.recordNews(before, payment, cause, report.takenAt);
    this.releaseReplaced(cause);
  }

  /** The same for refunds and disputes that Stripe tells of by themselves. */
  recordFacts(paymentId: string, facts: Pick<PaymentReport, 'refunds' | 'disputes'>, cause: Cause): void {
    const payment = this.payment(paymentId);
    const before = payment.toData();
    if (payment.applyFacts(facts)) this.recordNews(before, payment, cause);
  }

  /** Stripe was asked and the outcome isn't known: until it is, the amount stays under way. */
  recordInDoubt(paymentId: string, note: string, cause: Cause): void {
    const payment = this.payment(paymentId);
    if (!payment.markInDoubt(note)) return;
    const { operation, amount } = payment;
    const what = { operation: operation?.kind, asked: operation?.amount ?? amount };
    this.record({ type: 'payment_in_doubt', note, ...what, ...of(payment) }, cause);
  }

  /** It is certain that Stripe did nothing for this charge or hold. */
  recordFailure(paymentId: string, note: string, cause: Cause): void {
    const payment = this.payment(paymentId);
    if (payment.fail(note)) this.record({ type: 'payment_failed', note, ...of(payment) }, cause);
  }

  /** It is certain that Stripe did not do this capture, release or refund; the payment stands as before. */
  recordOperationRefused(paymentId: string, operationId: string, note: string, cause: Cause): void {
    const payment = this.payment(paymentId);
    const operation = payment.dropOperation(operationId, note);
    if (operation)
      this.record({ type: 'operation_refused', operation: operation.kind, note, ...of(payment) }, cause);
    this.releaseReplaced(cause);
  }

  /** Stripe has nothing under this operation's id. What can't have been anything else is taken for it all the same. */
  recordOperationNotFound(paymentId: string, operationId: string, note: string, cause: Cause): void {
    const payment = this.payment(paymentId);
    if (payment.claimRefund(operationId))
      this.record({ type: 'payment_details_learned', ...of(payment) }, cause);
    else this.recordOperationRefused(paymentId, operationId, note, cause);
  }

  private agreeOn(change: AgreedChange | undefined, cause: Cause): void {
    if (!change) return;
    this.agreement = change.agreement;
    this.record(change.happening, cause);
  }

  private request({ id, payment, kind, amount }: DecidedEnding, cause: Cause) {
    switch (kind) {
      case 'capture':
        return this.requestCapture(payment, id, amount, cause);
      case 'release':
        return this.requestRelease(payment, id, cause);
      case 'refund':
        return this.requestRefund(payment, id, { amount, ...ENDING_REFUND }, cause);
    }
  }

  private requestPayment(
    kind: 'charge' | 'hold',
    request: PaymentRequest,
    cause: Cause,
    chargeable = this.amounts.chargeable,
  ): Payment {
    const payment = newPayment(kind, request, { chargeable, payments: this.payments }, cause);
    this.payments.push(payment);
    this.record(requestNews(payment), cause);
    return payment;
  }

  /** Once a hold stands that was placed instead of another, that other one is given back; by whoever asked for it. */
  private releaseReplaced(cause: Cause): void {
    for (const { renewal, old } of dueReleases(this.payments)) {
      const { replaces, requestedBy: by } = renewal.toData();
      if (!replaces) continue;
      renewal.markReplacementDecided();
      old.requestRelease(replaces.release, { by, at: cause.at });
      this.record({ type: 'release_requested', replacedBy: renewal.id, ...of(old) }, { by, at: cause.at });
    }
  }

  private recordNews(before: PaymentData, payment: Payment, cause: Cause, takenAt?: Date): void {
    const by = whoAskedFor(before) ?? cause.by;
    for (const news of newsOf(before, payment, takenAt)) this.record(news, { ...cause, by });
  }
}
