import type { Money } from '../shared/money.js';
import { withCheckoutReported, type Checkout, type CheckoutReport } from './checkout.js';
import type { PaymentData } from './payment-data.js';
import { PaymentTransitionRefused } from './payment-errors.js';
import type { PaymentOperation } from './payment-operation.js';
import type { PaymentReport } from './payment-report.js';
import { canMove, isInFlight, type PaymentState } from './payment-transitions.js';

/**
 * The payment once Stripe has told this of its PaymentIntent, be it news, a repetition or older than what is known: the
 * end is the same for every order of reports. Throws PaymentTransitionRefused for what can't be true next to what is
 * known.
 */
export function withProgress(payment: PaymentData, report: PaymentReport): PaymentData {
  return learned(advanced(payment, report), report);
}

/** The same for the page that the customer pays on; the money itself is its PaymentIntent's to tell. */
export function withCheckoutProgress(payment: PaymentData, report: CheckoutReport): PaymentData {
  if (!payment.checkout) return payment;
  const told = {
    ...payment,
    checkout: withCheckoutReported(payment.checkout, report, !isInFlight(payment.state)),
    paymentIntent: payment.paymentIntent ?? report.paymentIntent,
  };
  return report.status === 'expired' ? givenUp(told) : waitingForCustomer(told);
}

/** In another state; a note speaks of the state it was made in. Throws PaymentTransitionRefused. */
export function moved(payment: PaymentData, to: PaymentState): PaymentData {
  if (!canMove(payment.state, to)) throw new PaymentTransitionRefused(payment.state, to);
  return { ...payment, state: to, note: undefined };
}

function advanced(payment: PaymentData, report: PaymentReport): PaymentData {
  switch (report.status) {
    case 'succeeded':
      return succeeded(payment, report.received);
    case 'requires_capture':
      return authorized(payment, report.captureBefore);
    case 'canceled':
      return ended(payment, report);
    case 'requires_payment_method':
      return attemptRefused(payment, report);
    case 'requires_action':
      return waitingForCustomer(payment);
    case 'processing': {
      const isNews = payment.state === 'requested' || payment.state === 'in_doubt';
      return isNews ? moved(payment, 'processing') : payment;
    }
    case 'requires_confirmation':
      return payment;
  }
}

/** Each attempt has its own charge and card; the one that reserved or took the money stays, whatever is heard late. */
function learned(payment: PaymentData, report: PaymentReport): PaymentData {
  const { amount, paymentIntent, charge, card } = payment;
  const isOlder = hadMoney(payment) && !report.chargeAuthorized;
  return {
    ...payment,
    // A hold can be raised, or captured beyond its amount, by whoever made it in Stripe:
    // https://docs.stripe.com/payments/incremental-authorization, https://docs.stripe.com/payments/overcapture
    amount: [report.amount, report.received].reduce(
      (most, each) => (each.exceeds(most) ? each : most),
      amount,
    ),
    paymentIntent: paymentIntent ?? report.paymentIntent,
    charge: isOlder ? (charge ?? report.charge) : (report.charge ?? charge),
    card: isOlder ? (card ?? report.card) : (report.card ?? card),
  };
}

/** Money was reserved or taken, even if it was given back since. */
function hadMoney({ state }: PaymentData): boolean {
  return ['authorized', 'succeeded', 'released', 'expired'].includes(state);
}

function succeeded(payment: PaymentData, received: Money): PaymentData {
  const taken = payment.state === 'succeeded' ? payment : moved(placedIfHold(payment), 'succeeded');
  return {
    ...taken,
    captured: received.exceeds(taken.captured) ? received : taken.captured,
    checkout: closedCheckout(taken),
    operation: withoutHoldOperation(taken),
    captureBefore: undefined,
    decline: undefined,
  };
}

/** What takes a hold's money has reserved it before. */
function placedIfHold(payment: PaymentData): PaymentData {
  const { kind, state } = payment;
  return kind === 'hold' && state !== 'authorized' ? moved(payment, 'authorized') : payment;
}

/** The hold has ended, whoever ended it; a refund that is asked for stays so. */
function withoutHoldOperation({ operation }: PaymentData): PaymentOperation | undefined {
  return operation?.kind === 'refund' ? operation : undefined;
}

function authorized(payment: PaymentData, captureBefore: Date | undefined): PaymentData {
  if (payment.state === 'authorized') {
    return { ...payment, captureBefore: captureBefore ?? payment.captureBefore };
  }
  if (!canMove(payment.state, 'authorized')) return payment; // older than what is known
  const placed = moved(payment, 'authorized');
  return { ...placed, captureBefore, decline: undefined, operation: withoutGiveUp(placed) };
}

function ended(payment: PaymentData, report: PaymentReport): PaymentData {
  const wasPlaced = report.chargeAuthorized && payment.kind === 'hold';
  switch (payment.state) {
    case 'authorized':
      return over(moved(payment, report.expired ? 'expired' : 'released'));
    case 'requires_action':
    case 'requested':
    case 'processing':
    case 'in_doubt':
      return over(wasPlaced ? endedHold(payment, report) : endedUnpaid(payment, report));
    case 'succeeded':
      // Canceled and succeeded are both ends in Stripe; one PaymentIntent can't be both.
      throw new PaymentTransitionRefused('succeeded', 'released');
    case 'declined':
    case 'failed':
      // Placed after all and over since: what is heard late of the open hold must find it ended.
      return wasPlaced ? over(endedHold(payment, report)) : payment;
    case 'released':
    case 'expired':
    case 'canceled':
      return payment;
  }
}

/** A hold that was placed, whose end is heard of first. */
function endedHold(payment: PaymentData, report: PaymentReport): PaymentData {
  const placed = moved(payment, 'authorized');
  return { ...moved(placed, report.expired ? 'expired' : 'released'), decline: undefined };
}

/** Canceled with nothing taken. Ends as if the attempt that Stripe still tells of had been reported before. */
function endedUnpaid(payment: PaymentData, report: PaymentReport): PaymentData {
  const attempted = attemptRefused(payment, report);
  if (attempted.state === 'requires_action') return givenUp(attempted);
  if (!isInFlight(attempted.state)) return attempted;
  return { ...moved(attempted, 'failed'), note: 'Canceled in Stripe before any money moved.' };
}

/** Nothing that was asked of it, and no time that it ends at, is left. */
function over(payment: PaymentData): PaymentData {
  return { ...payment, operation: undefined, captureBefore: undefined };
}

function attemptRefused(payment: PaymentData, report: PaymentReport): PaymentData {
  if (!isInFlight(payment.state)) return payment;
  const decline = report.decline ?? payment.decline;
  // On Stripe's page the customer may try another card: the page says when it is over, not the attempt.
  if (report.authenticationRequired || payment.checkout) return { ...waitingForCustomer(payment), decline };
  if (!report.decline) return payment; // not attempted yet
  const declined = moved(payment, 'declined');
  return { ...declined, decline, operation: withoutGiveUp(declined) };
}

/** The customer can't finish it any more, and nothing was taken. */
function givenUp(payment: PaymentData): PaymentData {
  if (!isInFlight(payment.state)) return payment;
  const canceled = moved(waitingForCustomer(payment), 'canceled');
  return { ...canceled, checkout: closedCheckout(canceled), operation: undefined, decline: undefined };
}

function waitingForCustomer(payment: PaymentData): PaymentData {
  return canMove(payment.state, 'requires_action') ? moved(payment, 'requires_action') : payment;
}

function closedCheckout({ checkout }: PaymentData): Checkout | undefined {
  return checkout && { ...checkout, url: undefined };
}

function withoutGiveUp({ operation }: PaymentData): PaymentOperation | undefined {
  return operation?.kind === 'cancel' ? undefined : operation;
}
