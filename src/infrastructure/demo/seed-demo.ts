import { setTimeout as pause } from 'node:timers/promises';
import type Stripe from 'stripe';
import { NIL, v7 as uuid } from 'uuid';
import {
  ChangeBookingLife,
  ChangeBookingLifeHandler,
} from '../../application/booking/change-booking-life.command.js';
import { EndBooking, EndBookingHandler } from '../../application/booking/end-booking.command.js';
import {
  RegisterBooking,
  RegisterBookingHandler,
} from '../../application/booking/register-booking.command.js';
import { IntroduceCustomer } from '../../application/customer/introduce-customer.js';
import { CapturePayment, CapturePaymentHandler } from '../../application/payment/capture-payment.command.js';
import { ChargeBooking, ChargeBookingHandler } from '../../application/payment/charge-booking.command.js';
import type { DecidedPayment } from '../../application/payment/payment-decision.js';
import type { PaymentGateway } from '../../application/payment/payment-gateway.port.js';
import { PaymentSender } from '../../application/payment/payment-sender.js';
import { PlaceHold, PlaceHoldHandler } from '../../application/payment/place-hold.command.js';
import { ReleaseHold, ReleaseHoldHandler } from '../../application/payment/release-hold.command.js';
import { RequestOperation } from '../../application/payment/request-operation.js';
import { RequestPayment } from '../../application/payment/request-payment.js';
import {
  SyncStripeCapture,
  SyncStripeCaptureHandler,
} from '../../application/payment/sync-stripe-capture.command.js';
import { Clock } from '../../application/shared/clock.port.js';
import { ONCE_AND_FOR_ALL, type Idempotency } from '../../application/shared/decision-log.port.js';
import type { UnitOfWork } from '../../application/shared/unit-of-work.port.js';
import type { PaymentData } from '../../domain/payment/payment.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Money } from '../../domain/shared/money.js';
import { inParallel } from '../scheduling/in-parallel.js';
import { payOutOnce } from './first-payout.js';
import { bookingStories, type Story } from './booking-stories.js';

/** Few enough to leave the first visitor's page its share of the machine. */
const LANES = 3;
const LOOK_EVERY_MS = 500;
const UNDER_WAY: readonly PaymentState[] = ['requested', 'processing', 'in_doubt'];
const ANA: Actor = { kind: 'staff', name: 'Ana Ruiz' };
const SITE: Actor = { kind: 'api', name: 'Booking site' };

export interface DemoParts {
  readonly unitOfWork: UnitOfWork;
  readonly gateway: PaymentGateway;
  /** For what the story does "in Stripe's dashboard". */
  readonly stripe: Stripe;
}

/**
 * Some 200 bookings in every status, made through the same use cases and the sandbox, so that both sides agree. Every
 * step has a key of its own: a start that was interrupted is completed by the next one, and nothing is made twice.
 */
export async function seedDemo(parts: DemoParts, stopping: AbortSignal): Promise<void> {
  if (await isComplete(parts.unitOfWork)) return;
  // What lies nearest is what a visitor looks at first.
  const now = new Date();
  const stories = bookingStories(now).sort((a, b) => distance(a, now) - distance(b, now));
  await inParallel(stories, LANES, async (story) => {
    if (stopping.aborted) return;
    await new StoryTeller(parts, story, stopping).tell().catch((error: unknown) => {
      if (!stopping.aborted) throw error;
    });
  });
  if (stopping.aborted) return;
  await payOutOnce(parts.stripe);
  await markComplete(parts.unitOfWork);
}

type Decide = (idempotency: Idempotency) => Promise<DecidedPayment>;

/** Tells one booking's story through the use cases, at the story's own time. */
class StoryTeller {
  private readonly clock = new StoryClock();
  private readonly sender: PaymentSender;
  private readonly requestPayment: RequestPayment;
  private readonly requestOperation: RequestOperation;

  constructor(
    private readonly parts: DemoParts,
    private readonly story: Story,
    private readonly stopping: AbortSignal,
  ) {
    const { unitOfWork, gateway } = parts;
    const sender = new PaymentSender(gateway, unitOfWork, this.clock);
    this.sender = sender;
    this.requestPayment = new RequestPayment(unitOfWork, sender, gateway, this.clock);
    this.requestOperation = new RequestOperation(unitOfWork, sender, gateway, this.clock);
  }

  async tell(): Promise<void> {
    const { story } = this;
    this.clock.time = story.registeredAt;
    const booking = await this.register();
    await this.saveSecondCard(booking);
    this.clock.time = story.paidAt;
    await this.pay(booking);
    await this.end(booking);
  }

  private async pay(booking: string): Promise<void> {
    const { plot } = this.story;
    switch (plot.kind) {
      case 'nothing_yet':
      case 'no_card':
        return;
      case 'charged':
      case 'declined':
      case 'must_authenticate':
        await this.charge(booking);
        return;
      case 'deposit':
        await this.charge(booking, plot.share);
        return;
      case 'deposit_and_rest':
        await this.charge(booking, plot.share);
        await this.charge(booking);
        return;
      case 'deposit_and_cash':
        await this.charge(booking, plot.share);
        await this.collectRest(booking);
        return;
      case 'rest_paid_in_stripe':
        await this.payRestInStripe(await this.charge(booking, plot.share), plot.share);
        return;
      case 'held':
        await this.hold(booking);
        return;
      case 'hold_captured':
        await this.capture(await this.hold(booking), plot.share);
        return;
      case 'hold_released':
        await this.release(await this.hold(booking));
        return;
      case 'refunded':
        await this.refundInStripe(await this.charge(booking), plot.share);
        return;
      case 'disputed':
        await this.followStripe(await this.charge(booking));
        return;
    }
  }

  private async register(): Promise<string> {
    const { unitOfWork, gateway } = this.parts;
    const introduce = new IntroduceCustomer(gateway, unitOfWork, this.clock);
    const handler = new RegisterBookingHandler(unitOfWork, introduce, this.requestPayment, this.clock);
    const { reference, guest, card, service, startsAt, total, lines, plot } = this.story;
    const registered = await handler.execute(
      new RegisterBooking({
        ids: { booking: uuid(), customer: uuid(), payment: uuid() },
        reference,
        contact: guest,
        paymentMethod: card,
        service,
        startsAt,
        total: Money.of(total.amount, total.currency),
        lines: lines?.map((line) => ({ ...line, unitAmount: Money.of(line.unitAmount, total.currency) })),
        // The story itself makes the payments, at its own times.
        paymentOption: 'later',
        by: plot.kind === 'no_card' ? ANA : SITE,
        idempotency: this.step('register'),
      }),
    );
    return registered.booking;
  }

  private async end(booking: string): Promise<void> {
    const { ending } = this.story;
    if (!ending) return;
    this.clock.time = ending.at;
    const { unitOfWork, gateway } = this.parts;
    const decided = { booking, decision: uuid(), by: ANA, idempotency: this.step('end') };
    if (ending.life === 'cancelled') {
      const terms = { fee: this.part(20), holds: 'capture_fee', taken: 'refund' } as const;
      const handler = new EndBookingHandler(unitOfWork, this.sender, gateway, this.clock);
      const reason = 'Cancelled by the guest two days before';
      await handler.execute(new EndBooking({ ...decided, life: 'cancelled', terms, reason, newId: uuid }));
      return;
    }
    const handler = new ChangeBookingLifeHandler(unitOfWork, this.clock);
    await handler.execute(new ChangeBookingLife({ ...decided, life: ending.life }));
  }

  /** Purser hears of it as it would of what staff do there. */
  private async saveSecondCard(id: string): Promise<void> {
    const { reference, secondCard } = this.story;
    const { unitOfWork, stripe } = this.parts;
    if (secondCard === undefined) return;
    const { stripeCustomer: customer } = await unitOfWork.run(async ({ bookings, customers }) =>
      customers.get((await bookings.lock(id)).about.customer),
    );
    if (customer === undefined) return;
    await stripe.paymentMethods.attach(
      secondCard,
      { customer },
      { idempotencyKey: `demo-card-${reference}` },
    );
  }

  private charge(booking: string, share?: number): Promise<string> {
    const handler = new ChargeBookingHandler(this.requestPayment);
    const amount = share === undefined ? undefined : this.part(share);
    return this.take(`charge-${share ?? 'rest'}`, (idempotency) =>
      handler.execute(new ChargeBooking({ booking, payment: uuid(), amount, by: ANA, idempotency })),
    );
  }

  private hold(booking: string): Promise<string> {
    const handler = new PlaceHoldHandler(this.requestPayment);
    return this.take('hold', (idempotency) =>
      handler.execute(new PlaceHold({ booking, payment: uuid(), by: SITE, idempotency })),
    );
  }

  private async capture(payment: string, share: number): Promise<void> {
    const handler = new CapturePaymentHandler(this.requestOperation);
    const amount = this.part(share);
    await this.operate(payment, 'capture', (idempotency) =>
      handler.execute(new CapturePayment({ payment, operation: uuid(), amount, by: ANA, idempotency })),
    );
  }

  private async release(payment: string): Promise<void> {
    const handler = new ReleaseHoldHandler(this.requestOperation);
    await this.operate(payment, 'release', (idempotency) =>
      handler.execute(new ReleaseHold({ payment, operation: uuid(), by: ANA, idempotency })),
    );
  }

  /** What an earlier start was interrupted in and recovery found never to have reached Stripe is done anew. */
  private async take(step: string, decide: Decide): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const { payment, repeated } = await decide(this.step(step, attempt));
      if (!repeated || (await this.settled(payment)).state !== 'failed') return payment;
    }
  }

  private async operate(payment: string, step: string, decide: Decide): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { repeated } = await decide(this.step(step, attempt));
      if (!repeated || (await this.settled(payment)).state !== 'authorized') return;
    }
  }

  /** Waits for the recovery of a payment that an earlier start, or another instance, left under way. */
  private async settled(id: string): Promise<PaymentData> {
    for (;;) {
      const payment = await this.payment(id);
      if (!UNDER_WAY.includes(payment.state) && payment.operation === undefined) return payment;
      await pause(LOOK_EVERY_MS, undefined, { signal: this.stopping });
    }
  }

  /** In cash at the desk, after it had been entered as a cheque; a tenth of it goes back over the counter. */
  private async collectRest(id: string): Promise<void> {
    const step = this.step('collect');
    const ids = { mistake: uuid(), reversal: uuid(), cash: uuid(), refund: uuid() };
    await this.parts.unitOfWork.run(async ({ bookings, decisions }) => {
      const booking = await bookings.lock(id);
      if (booking.findPayment(ids.cash) || (await decisions.claim(step, ids.cash))) return;
      const at = this.clock.now();
      const day = at.toISOString().slice(0, 10);
      const cause = { by: ANA, at };
      const rest = { amount: booking.amounts.outstanding, receivedOn: day, today: day };
      if (rest.amount.isZero) return;
      booking.recordCollection(
        { ...rest, id: ids.mistake, method: { code: 'cheque', label: 'Cheque' } },
        cause,
      );
      booking.reverseCollection(ids.mistake, ids.reversal, 'It was cash, not a cheque', cause);
      booking.recordCollection(
        { ...rest, id: ids.cash, method: { code: 'cash', label: 'Cash' }, note: 'Paid on the pier' },
        cause,
      );
      const amount = Money.of(Math.round(rest.amount.amount / 100) * 10, rest.amount.currency);
      const refund = { amount, reason: 'requested_by_customer', stillOwed: false } as const;
      if (!amount.isZero)
        booking.requestRefund(ids.cash, ids.refund, { ...refund, note: 'One guest did not come' }, cause);
      await bookings.save(booking);
    });
  }

  /** As somebody would in Stripe's dashboard; Purser then hears of it as it would of theirs. */
  private async refundInStripe(payment: string, share: number): Promise<void> {
    const intent = await this.intentOf(payment);
    await this.parts.stripe.refunds.create(
      {
        payment_intent: intent.id,
        amount: Math.round((intent.amount_received * share) / 1000) * 10,
        reason: 'requested_by_customer',
      },
      { idempotencyKey: `demo-refund-${payment}` },
    );
    await this.followStripe(payment);
  }

  /** On the card of the deposit. Nobody asks for it here, so it waits to be linked. */
  private async payRestInStripe(deposit: string, share: number): Promise<void> {
    const { customer, payment_method: card, currency } = await this.intentOf(deposit);
    if (typeof customer !== 'string' || typeof card !== 'string') return;
    const { reference, total } = this.story;
    const rest = await this.parts.stripe.paymentIntents.create(
      {
        amount: total.amount - this.part(share).amount,
        currency,
        customer,
        payment_method: card,
        allowed_payment_method_types: ['card'],
        confirm: true,
        off_session: true,
        description: `Rest of ${reference}, paid by telephone`,
      },
      { idempotencyKey: `demo-rest-${deposit}` },
    );
    await this.follow(rest.id);
  }

  private async followStripe(payment: string): Promise<void> {
    await this.follow((await this.intentOf(payment)).id);
  }

  private async follow(paymentIntent: string): Promise<void> {
    const { unitOfWork, gateway } = this.parts;
    const handler = new SyncStripeCaptureHandler(unitOfWork, this.clock);
    await handler.execute(new SyncStripeCapture(await gateway.retrieve(paymentIntent)));
  }

  private async intentOf(payment: string): Promise<Stripe.PaymentIntent> {
    const { paymentIntent } = await this.payment(payment);
    if (paymentIntent === undefined) throw new Error(`Payment ${payment} of the demo has no PaymentIntent.`);
    return this.parts.stripe.paymentIntents.retrieve(paymentIntent);
  }

  private async payment(id: string): Promise<PaymentData> {
    return this.parts.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lockByPayment(id);
      if (!booking) throw new Error(`Payment ${id} of the demo is gone.`);
      return booking.payment(id).toData();
    });
  }

  private part(share: number): Money {
    const { amount, currency } = this.story.total;
    // Whole tens, which every currency's rules allow.
    return Money.of(Math.round((amount * share) / 1000) * 10, currency);
  }

  private step(name: string, attempt = 1): Idempotency {
    const step = attempt === 1 ? name : `${name}-${attempt}`;
    return { scope: ONCE_AND_FOR_ALL, key: `demo/${this.story.reference}/${step}`, fingerprint: step };
  }
}

class StoryClock extends Clock {
  time = new Date();

  override now(): Date {
    return this.time;
  }
}

const COMPLETE = { scope: ONCE_AND_FOR_ALL, key: 'demo/complete', fingerprint: 'complete' };

/** The key of the last step tells whether the whole was done: claiming it is rolled back unless it was. */
async function isComplete(unitOfWork: UnitOfWork): Promise<boolean> {
  return unitOfWork
    .run(async ({ decisions }) => {
      const earlier = await decisions.claim(COMPLETE, NIL);
      if (earlier === undefined) throw new NotYet();
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof NotYet) return false;
      throw error;
    });
}

async function markComplete(unitOfWork: UnitOfWork): Promise<void> {
  await unitOfWork.run(({ decisions }) => decisions.claim(COMPLETE, NIL));
}

class NotYet extends Error {}

function distance(story: Story, now: Date): number {
  return Math.abs(story.startsAt.getTime() - now.getTime());
}
