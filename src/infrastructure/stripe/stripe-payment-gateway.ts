import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import type { Contact } from '../../domain/booking/booking.js';
import type { Customer } from '../../application/customer/customer.js';
import { CustomerNotAccepted } from '../../application/payment/gateway-errors.js';
import {
  PaymentGateway,
  type AttachedCard,
  type GatewayAnswer,
  type GatewayPayment,
  type PaymentOrder,
} from '../../application/payment/payment-gateway.port.js';
import type { RefundReason } from '../../domain/payment/payment-operation.js';
import type { PaymentReport } from '../../domain/payment/payment-report.js';
import type { Money } from '../../domain/shared/money.js';
import { Metrics } from '../observability/metrics.js';
import { toCard } from './stripe-card-gateway.js';
import { completePayment } from './complete-payment.js';
import {
  BOOKING_METADATA,
  PAYMENT_METADATA,
  REFUND_EXPANSION,
  NOTE_METADATA,
  REFUND_METADATA,
  REPORT_EXPANSION,
  toPaymentReport,
  toRefundedReport,
} from './payment-report.js';
import { toStripeAmount } from './stripe-amounts.js';
import { toDecline } from './stripe-declines.js';
import { MoneyRequests } from './money-requests.js';
import { asking } from './stripe-errors.js';

const PROBE_TIMEOUT_MS = 5000;
/** Stripe refuses a customer with a longer one: “must be at most 20 characters”. https://docs.stripe.com/api/customers/create */
const LONGEST_PHONE = 20;

/** The one adapter: the official package over HTTP, against Stripe or the sandbox alike. */
@Injectable()
export class StripePaymentGateway extends PaymentGateway {
  private readonly requests: MoneyRequests;

  constructor(
    private readonly stripe: Stripe,
    metrics: Metrics,
  ) {
    super();
    this.requests = new MoneyRequests(stripe, metrics);
  }

  override requireAcceptable(amount: Money, of?: 'charge' | 'refund'): void {
    toStripeAmount(amount, of);
  }

  override async ensureCustomer(customer: Customer): Promise<string> {
    const { id, name, email } = customer;
    const phone = phoneFor(customer);
    try {
      const created = await asking(() =>
        this.stripe.customers.create(
          { name, email, phone, metadata: { purser_customer: id } },
          // Other words are another request, which the key of the first would refuse.
          { idempotencyKey: `customer-${id}-${digestOf([name, email, phone])}` },
        ),
      );
      return created.id;
    } catch (error) {
      if (error instanceof Stripe.errors.StripeError) throw new CustomerNotAccepted(error.message);
      throw error;
    }
  }

  /** https://docs.stripe.com/api/customers/update: what isn't given stays, and what is empty is taken off. */
  override async correctCustomer(
    stripeCustomer: string,
    contact: Contact,
    attempt: string,
  ): Promise<boolean> {
    const { name, email } = contact;
    try {
      await asking(() =>
        this.stripe.customers.update(
          stripeCustomer,
          { name, email, phone: phoneFor(contact) ?? '' },
          { idempotencyKey: `correct-${stripeCustomer}-${attempt}` },
        ),
      );
      return true;
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      if (error.code === 'resource_missing') return false;
      throw new CustomerNotAccepted(error.message);
    }
  }

  override async attachCard(stripeCustomer: string, paymentMethod: string): Promise<AttachedCard> {
    try {
      const method = await asking(() =>
        this.stripe.paymentMethods.attach(
          paymentMethod,
          { customer: stripeCustomer },
          { idempotencyKey: `attach-${stripeCustomer}-${paymentMethod}` },
        ),
      );
      await asking(() =>
        this.stripe.customers.update(stripeCustomer, {
          invoice_settings: { default_payment_method: method.id },
        }),
      );
      const card = toCard(method, stripeCustomer);
      return card ? { outcome: 'attached', card } : { outcome: 'refused', message: 'It isn’t a card.' };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeCardError)
        return { outcome: 'refused', message: toDecline(error).message };
      if (error instanceof Stripe.errors.StripeInvalidRequestError)
        return { outcome: 'refused', message: error.message };
      throw error;
    }
  }

  /** By a question of the kind that settles payments, so that a key which may not ask it counts as no answer. */
  override answers(): Promise<boolean> {
    return this.stripe.paymentIntents
      .list({ limit: 1 }, { timeout: PROBE_TIMEOUT_MS, maxNetworkRetries: 0 })
      .then(
        () => true,
        () => false,
      );
  }

  /** https://docs.stripe.com/payments/save-and-reuse: the customer isn't there, so the charge is off-session. */
  override charge(order: PaymentOrder): Promise<GatewayAnswer> {
    return this.answeringIntent(order.kind, order.payment, (idempotencyKey) =>
      this.stripe.paymentIntents.create(
        {
          amount: toStripeAmount(order.amount),
          currency: order.amount.currency.toLowerCase(),
          customer: order.stripeCustomer,
          payment_method: order.paymentMethod,
          allowed_payment_method_types: ['card'],
          capture_method: order.kind === 'hold' ? 'manual' : 'automatic',
          confirm: true,
          off_session: true,
          description: order.reference,
          metadata: { [PAYMENT_METADATA]: order.payment, [BOOKING_METADATA]: order.booking },
          expand: ['latest_charge'],
        },
        { idempotencyKey },
      ),
    );
  }

  override capture(paymentIntent: string, amount: Money, operation: string): Promise<GatewayAnswer> {
    return this.answeringIntent('capture', operation, (idempotencyKey) =>
      this.stripe.paymentIntents.capture(
        paymentIntent,
        { amount_to_capture: toStripeAmount(amount), expand: ['latest_charge'] },
        { idempotencyKey },
      ),
    );
  }

  override release(paymentIntent: string, operation: string): Promise<GatewayAnswer> {
    return this.answeringIntent('release', operation, (idempotencyKey) =>
      this.stripe.paymentIntents.cancel(
        paymentIntent,
        { cancellation_reason: 'requested_by_customer', expand: ['latest_charge'] },
        { idempotencyKey },
      ),
    );
  }

  /** https://docs.stripe.com/refunds: of the charge that succeeded, which the PaymentIntent names. */
  override refund(
    paymentIntent: string,
    amount: Money,
    reason: RefundReason,
    operation: string,
    note?: string,
  ): Promise<GatewayAnswer> {
    return this.answering('refund', operation, async (idempotencyKey) =>
      toRefundedReport(
        await this.stripe.refunds.create(
          {
            payment_intent: paymentIntent,
            amount: toStripeAmount(amount, 'refund'),
            reason,
            // https://docs.stripe.com/metadata: 500 characters at most, which is as long as a note may be.
            metadata: { [REFUND_METADATA]: operation, ...(note ? { [NOTE_METADATA]: note } : {}) },
            expand: REFUND_EXPANSION,
          },
          { idempotencyKey },
        ),
      ),
    );
  }

  /** Of a payment that waits for the customer. https://docs.stripe.com/api/payment_intents/cancel */
  override giveUp(paymentIntent: string, operation: string): Promise<GatewayAnswer> {
    return this.answeringIntent('give_up', operation, (idempotencyKey) =>
      this.stripe.paymentIntents.cancel(
        paymentIntent,
        { cancellation_reason: 'abandoned', expand: ['latest_charge'] },
        { idempotencyKey },
      ),
    );
  }

  /** Under a new key each time: a second cancellation is refused, and tells how things stand all the same. */
  override abandon(paymentIntent: string): Promise<GatewayAnswer> {
    return this.answeringIntent('abandon', randomUUID(), (idempotencyKey) =>
      this.stripe.paymentIntents.cancel(
        paymentIntent,
        { cancellation_reason: 'abandoned', expand: ['latest_charge'] },
        { idempotencyKey },
      ),
    );
  }

  override async retrieve(paymentIntent: string): Promise<GatewayPayment> {
    return this.complete(
      await asking(() => this.stripe.paymentIntents.retrieve(paymentIntent, { expand: REPORT_EXPANSION })),
    );
  }

  override async find(
    payment: string,
    stripeCustomer: string,
    since: Date,
  ): Promise<GatewayPayment | undefined> {
    // A day's slack for a clock that ran ahead; every page is read, so that not finding it proves something.
    const from = Math.floor(since.getTime() / 1000) - 24 * 3600;
    const intents = this.stripe.paymentIntents.list({
      customer: stripeCustomer,
      created: { gte: from },
      limit: 100,
      expand: REPORT_EXPANSION.map((path) => `data.${path}`),
    });
    return asking(async () => {
      // Newest first: what carries a copy of the metadata was made after the original.
      let found: Stripe.PaymentIntent | undefined;
      for await (const intent of intents) {
        if (intent.metadata[PAYMENT_METADATA] === payment) found = intent;
      }
      return found && this.complete(found);
    });
  }

  private answeringIntent(
    operation: string,
    key: string,
    request: (key: string) => Promise<Stripe.PaymentIntent>,
  ): Promise<GatewayAnswer> {
    return this.answering(operation, key, async () => toPaymentReport(await request(key)));
  }

  private answering(
    operation: string,
    key: string,
    request: (key: string) => Promise<PaymentReport>,
  ): Promise<GatewayAnswer> {
    return this.requests.send(operation, key, async (idempotencyKey) => ({
      outcome: 'accepted',
      report: await request(idempotencyKey),
    }));
  }

  private complete(intent: Stripe.PaymentIntent): Promise<GatewayPayment> {
    return completePayment(this.stripe, intent, asking);
  }
}

function digestOf(words: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
}

/** One that Stripe doesn't take is left out: nobody is to be kept from paying by it. */
function phoneFor({ phone }: Pick<Contact, 'phone'>): string | undefined {
  return phone !== undefined && phone.length <= LONGEST_PHONE ? phone : undefined;
}
