import type { BookingStanding } from '../booking/booking-standing.js';
import type { Payment } from '../payment/payment.js';
import type { Money } from '../shared/money.js';
import { LIVES_OF, occasionsOf, takes } from './occasion.js';
import type { Rule } from './rule.js';

/** Somebody who acted on a booking is taken to be still at it for so long. */
export const PERSON_ACTS_MINUTES = 5;
/** What is put off isn't put off for ever: then a person has to look at it. */
export const GIVEN_UP_AFTER_HOURS = 72;

const MINUTE_MS = 60_000;
/** Payments that are under way are looked at again after this. */
const UNDER_WAY_MINUTES = 5;
/** The first payment of a new booking follows its registration; if it doesn't by then, it won't. */
const FIRST_PAYMENT_MINUTES = 2;

export type WhyNothing = 'nothing_left' | 'booking_ended' | 'out_of_scope' | 'no_longer_open';
export type WhyPutOff =
  'person_acting' | 'payment_under_way' | 'booking_changed' | 'card_must_rest' | 'no_card';
/** A new booking's card is put on its customer once the booking is stored; later only people bring one. */
const NEW_MINUTES = 2;
const NEW_CARD_SECONDS = 10;
const LATER_CARD_MINUTES = 60;

/** When a customer without a card is looked at again. */
export function cardMayBeThereAt({ about }: BookingStanding, now: Date): Date {
  const isNew = now < later(about.registeredAt, NEW_MINUTES);
  return later(now, isNew ? NEW_CARD_SECONDS / 60 : LATER_CARD_MINUTES);
}

export type WhySkipped = 'rule_paused' | 'not_due';

export type RuleDecision =
  | { readonly do: 'charge' | 'hold'; readonly amount: Money }
  /** A new hold instead of `hold`. */
  | { readonly do: 'renew'; readonly hold: string; readonly amount: Money }
  | { readonly do: 'capture'; readonly hold: string; readonly amount: Money }
  | { readonly do: 'nothing'; readonly why: WhyNothing }
  | { readonly do: 'put_off'; readonly why: WhyPutOff; readonly until: Date }
  | { readonly do: 'skip'; readonly why: WhySkipped };

/** What is known of people at a booking. */
export interface Presence {
  /** Somebody has a dialog about its money open, as far as can be told, until then. */
  readonly attendedUntil?: Date;
  /** When a person last changed it. */
  readonly lastActedAt?: Date;
}

/** What a rule would do about a booking now, on an occasion that it found before. Moves nothing. */
export function decideFor(
  rule: Rule,
  occasion: string,
  booking: BookingStanding,
  { presence, timeZone, now }: { presence: Presence; timeZone: string; now: Date },
): RuleDecision {
  if (!rule.isActive) return { do: 'skip', why: 'rule_paused' };
  const { task } = rule;
  if (!LIVES_OF[task.kind].includes(booking.life)) return { do: 'nothing', why: 'booking_ended' };
  if (!takes(rule.scope, rule.toData().madeAt, booking)) return { do: 'nothing', why: 'out_of_scope' };
  const underWay = isUnderWay(booking);
  // Its own outcome decides whether the occasion is still there.
  if (underWay) return { do: 'put_off', why: 'payment_under_way', until: later(now, UNDER_WAY_MINUTES) };
  if (task.kind !== 'charge_on_complete') {
    const found = occasionsOf(task, booking, timeZone).find(({ key }) => key === occasion);
    if (!found) return { do: 'nothing', why: 'no_longer_open' };
    if (found.due > now) return { do: 'skip', why: 'not_due' };
  }
  const wanted = amountFor(rule, occasion, booking);
  if (wanted.do === 'nothing') return wanted;
  const busyUntil = personActsUntil(booking, presence);
  if (busyUntil && busyUntil > now) return { do: 'put_off', why: 'person_acting', until: busyUntil };
  return wanted;
}

/** What is charged, held or captured on this occasion, as the booking stands. */
export function amountFor(
  { task }: Pick<Rule, 'task'>,
  occasion: string,
  booking: BookingStanding,
): Exclude<RuleDecision, { do: 'put_off' | 'skip' }> {
  const { amounts } = booking;
  const about = booking.findPayment(occasion.slice(occasion.indexOf(':') + 1));
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
    case 'charge_on_complete':
      return some({ do: 'charge', amount: amounts.chargeable });
    case 'retry_declined': {
      if (!about || about.state !== 'declined') return { do: 'nothing', why: 'no_longer_open' };
      const amount = about.amount.atMost(amounts.chargeable);
      return some({ do: about.kind === 'hold' ? 'hold' : 'charge', amount });
    }
    case 'reauthorize_holds':
      if (!isOpenHold(about)) return { do: 'nothing', why: 'no_longer_open' };
      return some({ do: 'renew', hold: about.id, amount: renewable(about, booking) });
    case 'capture_holds':
      if (!isOpenHold(about)) return { do: 'nothing', why: 'no_longer_open' };
      return some({
        do: 'capture',
        hold: about.id,
        amount: about.held.atMost(amounts.outstanding.minusOrZero(amounts.inFlight)),
      });
  }
}

function some<Wanted extends Extract<RuleDecision, { amount: Money }>>(
  wanted: Wanted,
): Wanted | { readonly do: 'nothing'; readonly why: WhyNothing } {
  return wanted.amount.isZero ? { do: 'nothing', why: 'nothing_left' } : wanted;
}

function isOpenHold(payment: Payment | undefined): payment is Payment {
  return payment?.kind === 'hold' && payment.state === 'authorized';
}

/** Of the old hold's amount, what is still owed beside the other holds. */
function renewable(hold: Payment, { amounts }: BookingStanding): Money {
  const elsewhere = amounts.held.minusOrZero(hold.held).plus(amounts.inFlight);
  return hold.amount.atMost(amounts.outstanding.minusOrZero(elsewhere));
}

/** A payment that isn't settled, or a capture, release or refund that Stripe hasn't answered. */
function isUnderWay({ amounts, payments }: BookingStanding): boolean {
  return !amounts.inFlight.isZero || payments.some(({ operation }) => operation !== undefined);
}

function personActsUntil({ about, version }: BookingStanding, presence: Presence): Date | undefined {
  const { attendedUntil, lastActedAt } = presence;
  const firstPaymentBy =
    version === 1 && about.paymentOption !== 'later'
      ? later(about.registeredAt, FIRST_PAYMENT_MINUTES)
      : undefined;
  const until = [attendedUntil, lastActedAt && later(lastActedAt, PERSON_ACTS_MINUTES), firstPaymentBy];
  const times = until.filter((each) => each !== undefined).map((each) => each.getTime());
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

function later(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * MINUTE_MS);
}
