import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import { judge, type EventContent } from '../../domain/payment/event-content.js';
import type { PaymentData } from '../../domain/payment/payment.js';
import { STRIPE, type Cause } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { KnownPayments } from './known-payments.port.js';

export interface StripeNews {
  /** The event's. */
  readonly id: string;
  readonly paymentIntent: string;
  readonly content: EventContent;
}

export interface AppliedEvents {
  /** Ids of events whose all is on the booking. */
  readonly settled: readonly string[];
  /** Those that only a look at the current object settles. */
  readonly open: readonly OpenEvent[];
}

export interface OpenEvent extends StripeNews {
  /** A payment of ours has this PaymentIntent. */
  readonly isKnown: boolean;
  /** What went wrong when it was to be recorded. */
  readonly error?: Error;
}

/**
 * Takes what a batch of events says by itself. What is no news is settled by one query for all of them, and without
 * touching a booking.
 */
export class ApplyStripeEvents extends Command<AppliedEvents> {
  constructor(readonly events: readonly StripeNews[]) {
    super();
  }
}

/** Bookings that are changed at a time. */
const LANES = 4;

@CommandHandler(ApplyStripeEvents)
export class ApplyStripeEventsHandler implements ICommandHandler<ApplyStripeEvents> {
  constructor(
    private readonly known: KnownPayments,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ events }: ApplyStripeEvents): Promise<AppliedEvents> {
    const payments = await this.known.byIntents([...new Set(events.map((event) => event.paymentIntent))]);
    const settled: string[] = [];
    const open: OpenEvent[] = [];
    const conclusive = new Map<string, StripeNews[]>();
    for (const event of events) {
      const payment = payments.get(event.paymentIntent);
      const verdict = payment ? verdictOn(payment, event) : 'inconclusive';
      if (verdict === 'nothing_new') settled.push(event.id);
      else if (verdict === 'inconclusive') open.push({ ...event, isKnown: payment !== undefined });
      else conclusive.set(event.paymentIntent, [...(conclusive.get(event.paymentIntent) ?? []), event]);
    }
    const waiting = conclusive.values();
    const lane = async () => {
      for (const news of waiting)
        for (const each of await this.recordOneByOne(news)) {
          if (each.error === undefined && each.isSettled) settled.push(each.event.id);
          else open.push({ ...each.event, isKnown: true, error: each.error });
        }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return { settled, open };
  }

  /** All news of one payment together; each by itself when they can't be: one that is wrong holds up no other. */
  private async recordOneByOne(news: readonly StripeNews[]): Promise<Recorded[]> {
    try {
      return await this.record(news);
    } catch (error) {
      const [only] = news;
      if (only && news.length === 1) return [{ event: only, isSettled: false, error: asError(error) }];
      const recorded: Recorded[] = [];
      for (const each of news) recorded.push(...(await this.recordOneByOne([each])));
      return recorded;
    }
  }

  private record(news: readonly StripeNews[]): Promise<Recorded[]> {
    return this.unitOfWork.run(async ({ bookings }) => {
      const paymentIntent = news[0]?.paymentIntent ?? '';
      const booking = await bookings.lockByPaymentIntent(paymentIntent);
      const cause = { by: STRIPE, at: this.clock.now() };
      const recorded = news.map((event) => ({ event, isSettled: takeIn(booking, event, cause) }));
      if (booking) await bookings.save(booking);
      return recorded;
    });
  }
}

interface Recorded {
  readonly event: StripeNews;
  readonly isSettled: boolean;
  readonly error?: Error;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What can't even be compared with the payment is for a look at the current object. */
function verdictOn(payment: PaymentData, { content }: StripeNews) {
  try {
    return judge(payment, content);
  } catch {
    return 'inconclusive';
  }
}

/** Whether all that the event says is on the booking. */
function takeIn(booking: Booking | undefined, event: StripeNews, cause: Cause): boolean {
  const payment = booking?.findPaymentByIntent(event.paymentIntent);
  if (!booking || !payment) return false;
  const verdict = verdictOn(payment.toData(), event);
  if (verdict !== 'conclusive') return verdict === 'nothing_new';
  if (event.content.says === 'intent') booking.recordReport(payment.id, event.content.report, cause);
  if (event.content.says === 'facts') booking.recordFacts(payment.id, event.content, cause);
  return true;
}
