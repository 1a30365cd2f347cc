import { setImmediate as othersGoFirst } from 'node:timers/promises';
import {
  CheckoutGateway,
  type CheckoutAnswer,
  type CheckoutOrder,
  type Confirmation,
  type GatewayCheckout,
} from '../../../src/application/payment/checkout-gateway.port.js';
import { GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import type { Clock } from '../../../src/application/shared/clock.port.js';
import type { CheckoutReport } from '../../../src/domain/payment/checkout.js';
import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { anIntent, INSUFFICIENT_FUNDS, VISA } from '../domain/an-intent.js';
import type { FakeStripe } from './fake-stripe.js';

export type PageBehaviour =
  'refuse' | 'lose_request' | 'lose_answer' | 'be_unavailable' | 'crash_before' | 'crash_after';

interface Session {
  readonly id: string;
  readonly order: CheckoutOrder;
  readonly createdAt: Date;
  status: CheckoutReport['status'];
  attempt: 'none' | 'declined' | 'paid';
}

/** Stripe's pages in memory, and what customers do on them. */
export class FakePages extends CheckoutGateway {
  readonly sessions: Session[] = [];
  readonly requests: string[] = [];
  private readonly behaviours: PageBehaviour[] = [];
  private others: (() => Promise<unknown>) | undefined;
  private readonly saved = new Map<string, { answer: CheckoutAnswer; at: Date }>();
  /** PaymentIntents whose bank asks the customer now. */
  private readonly asking = new Set<string>();

  constructor(
    private readonly stripe: FakeStripe,
    private readonly clock: Clock,
    private readonly isInTransaction: () => boolean,
  ) {
    super();
  }

  /** For the next requests that change something, one each; well-behaved afterwards. */
  will(...behaviours: PageBehaviour[]): void {
    this.behaviours.push(...behaviours);
  }

  /** What others do while the next request is on its way. */
  meanwhile(others: () => Promise<unknown>): void {
    this.others = others;
  }

  behave(): void {
    this.behaviours.length = 0;
  }

  /** All that customers paid on these pages, in minor units. */
  get taken(): number {
    return this.sessions
      .filter(({ attempt }) => attempt === 'paid')
      .reduce((sum, { order }) => sum + order.amount.amount, 0);
  }

  /** The customer pays, or their card is declined; whether the page still let them. */
  pay(session: string, card: 'good' | 'bad' = 'good'): boolean {
    const page = this.page(session);
    if (page.status !== 'open') return false;
    page.attempt = card === 'good' ? 'paid' : 'declined';
    if (card === 'good') page.status = 'complete';
    return true;
  }

  /** Its time is over, or somebody ended it in Stripe. */
  expire(session: string): void {
    const page = this.page(session);
    if (page.status === 'open') page.status = 'expired';
  }

  /** The customer answers their bank. */
  answerBank(payment: string, says: 'yes' | 'no'): void {
    const { report } = this.stripe.tell(payment);
    this.asking.delete(report.paymentIntent);
    if (says === 'yes') this.stripe.captureThere(payment);
  }

  override async openCheckout(order: CheckoutOrder): Promise<CheckoutAnswer> {
    return this.answering(`open ${order.payment}`, order.payment, () => {
      const session: Session = {
        id: `cs_${this.sessions.length + 1}`,
        order,
        createdAt: this.clock.now(),
        status: 'open',
        attempt: 'none',
      };
      this.sessions.push(session);
      return { outcome: 'accepted', ...this.say(session) };
    });
  }

  override async closeCheckout(id: string, operation: string): Promise<CheckoutAnswer> {
    return this.answering(`close ${id}`, operation, () => {
      this.expire(id);
      return { outcome: 'accepted', ...this.say(this.page(id)) };
    });
  }

  override async retrieveCheckout(id: string): Promise<GatewayCheckout | undefined> {
    await this.receive(`retrieve ${id}`);
    this.requireAvailable();
    const found = this.sessions.find((each) => each.id === id);
    return found && this.say(found);
  }

  override async findCheckout(
    payment: string,
    stripeCustomer: string,
    since: Date,
  ): Promise<GatewayCheckout | undefined> {
    await this.receive(`find ${payment}`);
    this.requireAvailable();
    const found = this.sessions.find(
      ({ order, createdAt }) =>
        order.payment === payment && order.stripeCustomer === stripeCustomer && createdAt >= since,
    );
    return found && this.say(found);
  }

  override async retrieveConfirmation(id: string): Promise<{ report: PaymentReport; next?: string }> {
    await this.receive(`look at ${id}`);
    this.requireAvailable();
    const { report } = await this.stripe.retrieve(id);
    return this.asking.has(id)
      ? { report: anIntent(report.amount, id).requiresAction(), next: bankOf(id) }
      : { report };
  }

  override async confirm(
    id: string,
    _paymentMethod: string,
    _returnTo: string,
    attempt: string,
  ): Promise<Confirmation> {
    await this.receive(`confirm ${attempt}`);
    const behaviour = this.behaviours.shift();
    if (behaviour !== 'lose_request') this.asking.add(id);
    if (behaviour === 'lose_request' || behaviour === 'lose_answer')
      return { answer: { outcome: 'unknown', message: 'No answer in time.' } };
    const { report } = await this.stripe.retrieve(id);
    return {
      answer: { outcome: 'accepted', report: anIntent(report.amount, id).requiresAction() },
      next: bankOf(id),
    };
  }

  /** What a webhook about this page, or a look at it, tells. */
  say({ id, order, status, attempt }: Session): GatewayCheckout {
    const intent = anIntent(order.amount, `pi_of_${id}`);
    const declined = intent.declined(INSUFFICIENT_FUNDS, VISA);
    const report =
      attempt === 'paid'
        ? intent.succeeded()
        : attempt === 'none'
          ? undefined
          : status === 'expired'
            ? intent.canceled(declined)
            : declined;
    return {
      checkout: {
        session: id,
        status,
        url: status === 'open' ? `https://checkout.example/${id}` : undefined,
        paymentIntent: report?.paymentIntent,
      },
      payment: order.payment,
      report,
    };
  }

  private async answering(request: string, key: string, act: () => CheckoutAnswer): Promise<CheckoutAnswer> {
    const behaviour = this.behaviours.shift();
    await this.receive(request);
    if (behaviour === 'crash_before') throw new Error('The process ended.');
    if (behaviour === 'refuse') return { outcome: 'refused', message: 'Stripe said no.' };
    if (behaviour === 'lose_request') return { outcome: 'unknown', message: 'No answer in time.' };
    if (behaviour === 'be_unavailable')
      return { outcome: 'unavailable', message: 'Stripe can’t be reached.' };
    const known = this.saved.get(key);
    const isKept =
      known && this.clock.now().getTime() - known.at.getTime() < this.stripe.keyTtlSeconds * 1000;
    const answer = isKept ? known.answer : act();
    this.saved.set(key, { answer, at: this.clock.now() });
    if (behaviour === 'crash_after') throw new Error('The process ended.');
    return behaviour === 'lose_answer' ? { outcome: 'unknown', message: 'No answer in time.' } : answer;
  }

  private async receive(request: string): Promise<void> {
    if (this.isInTransaction()) throw new Error(`Stripe was asked (${request}) within a transaction.`);
    this.requests.push(request);
    await othersGoFirst();
    const { others } = this;
    this.others = undefined;
    await others?.();
  }

  private requireAvailable(): void {
    if (this.behaviours[0] !== 'be_unavailable') return;
    this.behaviours.shift();
    throw new GatewayUnavailable('Stripe can’t be reached.');
  }

  private page(id: string): Session {
    const found = this.sessions.find((each) => each.id === id);
    if (!found) throw new Error(`There is no page ${id}.`);
    return found;
  }
}

function bankOf(paymentIntent: string): string {
  return `https://bank.example/${paymentIntent}`;
}
