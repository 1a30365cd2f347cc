import { setImmediate as othersGoFirst } from 'node:timers/promises';
import type { Customer } from '../../../src/application/customer/customer.js';
import { AmountNotAccepted, GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import {
  PaymentGateway,
  type AttachedCard,
  type GatewayAnswer,
  type GatewayPayment,
  type PaymentOrder,
  type PaymentOrigin,
} from '../../../src/application/payment/payment-gateway.port.js';
import type { Clock } from '../../../src/application/shared/clock.port.js';
import type { Contact } from '../../../src/domain/booking/booking.js';
import type { RefundReason } from '../../../src/domain/payment/payment-operation.js';
import type {
  CardSummary,
  Decline,
  PaymentReport,
  ReportedRefund,
} from '../../../src/domain/payment/payment-report.js';
import { Money } from '../../../src/domain/shared/money.js';
import { hoursAfter, NOW } from '../domain/causes.js';
import { usd } from '../domain/money.js';
import { AMEX, anIntent, AUTHENTICATION_REQUIRED, INSUFFICIENT_FUNDS, VISA } from '../domain/an-intent.js';
import { FakeContacts } from './fake-contacts.js';

/** How Stripe behaves for one request. */
export type Behaviour =
  | 'decline'
  | 'require_authentication'
  /** Says no to this very request, before looking at its key. */
  | 'refuse'
  /** Doesn't know our secret key any more. */
  | 'lock_out'
  /** Nothing arrives, and nobody knows. */
  | 'lose_request'
  /** It is done, and nobody knows. */
  | 'lose_answer'
  /** It is done, but an error is what the key answers from then on. */
  | 'save_an_error'
  /** Nothing is done, or no more than to make the PaymentIntent; an error is what the key answers from then on. */
  | 'break_off'
  | 'break_off_before_the_attempt'
  | 'be_unavailable'
  | 'limit_the_rate'
  /** Purser ends before the request, or after it was done. */
  | 'crash_before'
  | 'crash_after';

interface Intent {
  readonly id: string;
  readonly order: PaymentOrder;
  readonly createdAt: Date;
  status: 'made' | 'declined' | 'needs_authentication' | 'held' | 'succeeded' | 'canceled';
  received: Money;
  /** Somebody made it there: it carries nothing of ours. */
  readonly origin?: PaymentOrigin;
  refunds: readonly ReportedRefund[];
}

/** A payment that somebody makes on Stripe's dashboard. */
export interface PaymentThere {
  readonly name?: string;
  readonly amount?: Money;
  readonly kind?: 'charge' | 'hold';
  readonly stripeCustomer?: string;
  readonly description?: string;
}

export interface Request {
  readonly call:
    | 'charge'
    | 'capture'
    | 'release'
    | 'refund'
    | 'giveUp'
    | 'abandon'
    | 'retrieve'
    | 'find'
    | 'customer'
    | 'contact'
    | 'card';
  /** Idempotency key, or what was looked for. */
  readonly key: string;
}

const CARDS: readonly CardSummary[] = [VISA, AMEX];
const SMALLEST = 50;
const HOLD_HOURS = 7 * 24;
const NO_ANSWER = { outcome: 'unknown', message: 'Internal error.' } as const;
const SAVES_AN_ERROR: readonly (Behaviour | undefined)[] = [
  'save_an_error',
  'break_off',
  'break_off_before_the_attempt',
];

/** Stripe in memory: honours idempotency keys, keeps books, and misbehaves when told to. */
export class FakeStripe extends PaymentGateway {
  readonly requests: Request[] = [];
  readonly intents: Intent[] = [];
  readonly contacts = new FakeContacts();
  /** What a bank that declines says. */
  refusal: Decline = INSUFFICIENT_FUNDS;
  /** Runs while Purser waits for the answer: what was asked for is done already. */
  whileAnswering: (request: Request) => Promise<void> | void = () => undefined;
  /** Runs when a request arrives, before anything is done. */
  whenAsked: (request: Request) => Promise<void> | void = () => undefined;

  private readonly behaviours: Behaviour[] = [];
  private readonly saved = new Map<string, { answer: GatewayAnswer; at: Date }>();
  private readonly customers = new Map<string, string>();

  constructor(
    private readonly clock: Clock,
    private readonly isInTransaction: () => boolean,
    readonly keyTtlSeconds: number,
  ) {
    super();
  }

  /** For the next requests that move money, one each; well-behaved afterwards. */
  will(...behaviours: Behaviour[]): void {
    this.behaviours.push(...behaviours);
  }

  /** Stripe may forget keys earlier than Purser's clock says. */
  forgetKeys(): void {
    this.saved.clear();
  }

  /** All that was taken from anybody, in minor units. */
  get taken(): number {
    return this.intents.reduce((sum, { received }) => sum + received.amount, 0);
  }

  /** All that was given back to anybody, in minor units. */
  get refunded(): number {
    return this.intents
      .flatMap(({ refunds }) => refunds)
      .filter(({ status }) => status === 'succeeded')
      .reduce((sum, { amount }) => sum + amount.amount, 0);
  }

  /** All that is reserved on anybody's card, in minor units. */
  get held(): number {
    return this.intents
      .filter(({ status }) => status === 'held')
      .reduce((sum, { order }) => sum + order.amount.amount, 0);
  }

  asked(call: Request['call']): string[] {
    return this.requests.filter((request) => request.call === call).map((request) => request.key);
  }

  /** What somebody does on Stripe's dashboard or pages. */
  captureThere(payment: string, amount?: Money): GatewayPayment {
    const intent = this.byPayment(payment);
    return this.settle(intent, 'succeeded', amount ?? intent.order.amount);
  }

  cancelThere(payment: string): GatewayPayment {
    return this.settle(this.byPayment(payment), 'canceled');
  }

  declineThere(payment: string): GatewayPayment {
    this.byPayment(payment).status = 'declined';
    return this.tell(payment);
  }

  refundThere(payment: string, amount: Money): GatewayPayment {
    this.giveBack(this.byPayment(payment), amount);
    return this.tell(payment);
  }

  /** A payment that nobody asked for here, which the others find by its name. */
  payThere(made: PaymentThere = {}): GatewayPayment {
    const { name = 'theirs', amount = usd(400), kind = 'charge', description } = made;
    const { stripeCustomer = 'cus_customer-1' } = made;
    const from = { booking: '', reference: '', stripeCustomer, paymentMethod: VISA.id };
    const origin = { kind, stripeCustomer, description, madeAt: this.clock.now() };
    return this.sayOf(this.create({ kind, payment: name, amount, ...from }, undefined, origin));
  }

  /** What a webhook about this payment leads to. */
  tell(payment: string): GatewayPayment {
    return this.sayOf(this.byPayment(payment));
  }

  override requireAcceptable(amount: Money): void {
    if (amount.amount < SMALLEST) throw new AmountNotAccepted('Too small for Stripe.', { minimum: SMALLEST });
  }

  override async ensureCustomer(customer: Customer): Promise<string> {
    await this.receive({ call: 'customer', key: customer.id });
    this.requireAvailable();
    const known = this.customers.get(customer.id) ?? `cus_${customer.id}`;
    this.customers.set(customer.id, known);
    return known;
  }

  override async correctCustomer(stripeCustomer: string, contact: Contact, attempt: string) {
    await this.receive({ call: 'contact', key: attempt });
    return this.contacts.correct(stripeCustomer, contact);
  }

  override async attachCard(stripeCustomer: string, paymentMethod: string): Promise<AttachedCard> {
    await this.receive({ call: 'card', key: paymentMethod });
    const card = CARDS.find(({ id }) => id === paymentMethod);
    return card
      ? { outcome: 'attached', card: { ...card, addedAt: NOW, stripeCustomer } }
      : { outcome: 'refused', message: 'The card was declined.' };
  }

  override answers(): Promise<boolean> {
    return Promise.resolve(this.behaviours[0] !== 'be_unavailable');
  }

  override charge(order: PaymentOrder): Promise<GatewayAnswer> {
    return this.moveMoney({ call: 'charge', key: order.payment }, (behaviour) => {
      if (behaviour === 'break_off') return NO_ANSWER;
      const intent = this.create(order, behaviour);
      const report = this.report(intent.id);
      if (intent.status === 'declined') return { outcome: 'declined', report, decline: this.refusal };
      if (intent.status === 'needs_authentication') return { outcome: 'authentication_required', report };
      return { outcome: 'accepted', report };
    });
  }

  override capture(paymentIntent: string, amount: Money, operation: string): Promise<GatewayAnswer> {
    return this.moveMoney({ call: 'capture', key: operation }, (behaviour) => {
      if (behaviour === 'break_off') return NO_ANSWER;
      const intent = this.byId(paymentIntent);
      if (behaviour === 'decline') {
        return { outcome: 'declined', report: this.report(paymentIntent), decline: this.refusal };
      }
      return intent.status === 'held'
        ? { outcome: 'accepted', report: this.settle(intent, 'succeeded', amount).report }
        : this.unexpectedState(intent);
    });
  }

  override release(paymentIntent: string, operation: string): Promise<GatewayAnswer> {
    return this.moveMoney({ call: 'release', key: operation }, () => {
      const intent = this.byId(paymentIntent);
      return intent.status === 'held'
        ? { outcome: 'accepted', report: this.settle(intent, 'canceled').report }
        : this.unexpectedState(intent);
    });
  }

  override refund(
    paymentIntent: string,
    amount: Money,
    reason: RefundReason,
    operation: string,
  ): Promise<GatewayAnswer> {
    return this.moveMoney({ call: 'refund', key: operation }, (behaviour) => {
      if (behaviour === 'break_off') return NO_ANSWER;
      const intent = this.byId(paymentIntent);
      const given = Money.sum(
        intent.refunds.map((refund) => refund.amount),
        amount.currency,
      );
      if (!intent.received.minusOrZero(given).covers(amount))
        return { outcome: 'refused', message: 'It has been refunded already.' };
      this.giveBack(intent, amount, { reason, operation });
      return { outcome: 'accepted', report: this.report(paymentIntent) };
    });
  }

  override giveUp(paymentIntent: string, operation: string): Promise<GatewayAnswer> {
    return this.moveMoney({ call: 'giveUp', key: operation }, () => {
      const intent = this.byId(paymentIntent);
      return intent.status === 'needs_authentication'
        ? { outcome: 'accepted', report: this.settle(intent, 'canceled').report }
        : this.unexpectedState(intent);
    });
  }

  override async abandon(paymentIntent: string): Promise<GatewayAnswer> {
    await this.receive({ call: 'abandon', key: paymentIntent });
    const intent = this.byId(paymentIntent);
    return intent.status === 'made' || intent.status === 'declined'
      ? { outcome: 'accepted', report: this.settle(intent, 'canceled').report }
      : this.unexpectedState(intent);
  }

  override async retrieve(paymentIntent: string): Promise<GatewayPayment> {
    await this.receive({ call: 'retrieve', key: paymentIntent });
    this.requireAvailable();
    return this.sayOf(this.byId(paymentIntent));
  }

  override async find(
    payment: string,
    stripeCustomer: string,
    since: Date,
  ): Promise<GatewayPayment | undefined> {
    await this.receive({ call: 'find', key: payment });
    this.requireAvailable();
    const found = this.intents.find(
      ({ order, createdAt }) =>
        order.payment === payment && order.stripeCustomer === stripeCustomer && createdAt >= since,
    );
    return found && { report: this.report(found.id), payment };
  }

  private async moveMoney(
    request: Request,
    act: (behaviour: Behaviour | undefined) => GatewayAnswer,
  ): Promise<GatewayAnswer> {
    const behaviour = this.behaviours.shift();
    await this.receive(request);
    switch (behaviour) {
      case 'crash_before':
        throw new Error('The process ended.');
      case 'lose_request':
        return { outcome: 'unknown', message: 'No answer in time.' };
      case 'be_unavailable':
        return { outcome: 'unavailable', message: 'Stripe can’t be reached.' };
      case 'limit_the_rate':
        return { outcome: 'rate_limited', message: 'Too many requests.' };
      case 'lock_out':
        return { outcome: 'locked_out', message: 'Stripe refused the secret key.' };
      case 'refuse':
        return { outcome: 'refused', message: 'Stripe said no.' };
      default:
    }
    const answer = this.once(request.key, () => act(behaviour), SAVES_AN_ERROR.includes(behaviour));
    await this.whileAnswering(request);
    if (behaviour === 'crash_after') throw new Error('The process ended.');
    return behaviour === 'lose_answer' ? { outcome: 'unknown', message: 'No answer in time.' } : answer;
  }

  /** The saved answer while the key is kept; afterwards the same request would be done again. */
  private once(key: string, act: () => GatewayAnswer, saveAnError: boolean): GatewayAnswer {
    const known = this.saved.get(key);
    const now = this.clock.now();
    if (known && now.getTime() - known.at.getTime() < this.keyTtlSeconds * 1000) {
      return known.answer === NO_ANSWER ? { ...NO_ANSWER, outcome: 'broken_off' } : known.answer;
    }
    const done = act();
    const answer: GatewayAnswer = saveAnError ? NO_ANSWER : done;
    this.saved.set(key, { answer, at: now });
    return answer;
  }

  private async receive(request: Request): Promise<void> {
    if (this.isInTransaction()) throw new Error(`Stripe was asked (${request.call}) within a transaction.`);
    this.requests.push(request);
    await othersGoFirst();
    await this.whenAsked(request);
  }

  private requireAvailable(): void {
    if (this.behaviours[0] !== 'be_unavailable') return;
    this.behaviours.shift();
    throw new GatewayUnavailable('Stripe can’t be reached.');
  }

  private create(order: PaymentOrder, behaviour: Behaviour | undefined, origin?: PaymentOrigin): Intent {
    const intent: Intent = {
      origin,
      id: `pi_${this.intents.length + 1}`,
      order,
      createdAt: this.clock.now(),
      status:
        behaviour === 'break_off_before_the_attempt'
          ? 'made'
          : behaviour === 'decline'
            ? 'declined'
            : behaviour === 'require_authentication'
              ? 'needs_authentication'
              : order.kind === 'hold'
                ? 'held'
                : 'succeeded',
      received: Money.zero(order.amount.currency),
      refunds: [],
    };
    if (intent.status === 'succeeded') intent.received = order.amount;
    this.intents.push(intent);
    return intent;
  }

  private settle(
    intent: Intent,
    status: 'succeeded' | 'canceled',
    received = intent.received,
  ): GatewayPayment {
    intent.status = status;
    intent.received = received;
    return this.tell(intent.order.payment);
  }

  private giveBack(intent: Intent, amount: Money, asked: Partial<ReportedRefund> = {}): void {
    const id = `re_${intent.id}_${intent.refunds.length + 1}`;
    const createdAt = this.clock.now();
    intent.refunds = [...intent.refunds, { id, amount, status: 'succeeded', createdAt, ...asked }];
  }

  private unexpectedState(intent: Intent): GatewayAnswer {
    return { outcome: 'refused', message: `It is ${intent.status}.`, report: this.report(intent.id) };
  }

  private sayOf({ id, order, origin }: Intent): GatewayPayment {
    return { report: this.report(id), payment: origin ? undefined : order.payment, origin };
  }

  private report(id: string): PaymentReport {
    const { order, status, received, refunds, createdAt } = this.byId(id);
    const reports = anIntent(order.amount, id);
    const card = CARDS.find((each) => each.id === order.paymentMethod) ?? VISA;
    switch (status) {
      case 'made':
        return reports.created();
      case 'declined':
        return reports.declined(this.refusal, card);
      case 'needs_authentication':
        return { ...reports.needsAuthentication(card), decline: AUTHENTICATION_REQUIRED };
      case 'held':
        return reports.authorized(hoursAfter(createdAt, HOLD_HOURS), card);
      case 'succeeded':
        return reports.succeeded({ received, card, refunds });
      case 'canceled':
        return order.kind === 'hold' ? reports.holdCanceled() : reports.canceled();
    }
  }

  private byId(id: string): Intent {
    return this.one((intent) => intent.id === id);
  }

  private byPayment(payment: string): Intent {
    return this.one(({ order }) => order.payment === payment);
  }

  private one(matches: (intent: Intent) => boolean): Intent {
    const [found, another] = this.intents.filter(matches);
    if (!found || another) throw new Error('Not exactly one such PaymentIntent.');
    return found;
  }
}
