import type { BookingStanding } from '../booking/booking-standing.js';
import type { Card } from '../customer/card.js';
import type { Payment } from '../payment/payment.js';
import type { Money } from '../shared/money.js';
import { wasGivenBackSince } from './given-back.js';
import { LIVES_OF, occasionsOf, takes, type Occasion } from './occasion.js';
import type { Rule } from './rule.js';

/** Somebody who acted on a booking is taken to be still at it for so long. */
export const PERSON_ACTS_MINUTES = 5;
/** What is put off isn't put off for ever: then a person has to look at it. */
export const GIVEN_UP_AFTER_HOURS = 72;

const MINUTE_MS = 60_000;
/** Payments that are under way are looked at again after this. */
const UNDER_WAY_MINUTES = 5;
/**
 * A booking isn't all there when it is registered: its customer's card, its first payment and what was paid in cash follow,
 * whatever was agreed on.
 */
export const REGISTERED_FOR_MINUTES = 5;
/** What waits for people is looked at again after this. */
const FOR_PEOPLE_MINUTES = 30;

export type WhyNothing = 'nothing_left' | 'booking_ended' | 'out_of_scope' | 'no_longer_open' | 'given_back';
export type WhyPutOff =
  | 'person_acting'
  | 'just_registered'
  | 'payment_under_way'
  | 'unmatched_payment'
  | 'no_card'
  | 'booking_changed'
  | 'rule_changed'
  | 'card_must_rest';
export type WhySkipped = 'rule_paused' | 'not_due' | 'due_before' | 'stripe_locked_out';

export type RuleDecision =
  | {
      readonly do: 'charge' | 'hold';
      readonly amount: Money;
      /** The card to ask; none: the one that the customer is charged on. */
      readonly paymentMethod?: string;
    }
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
  /** When it was last marked complete. */
  readonly completedAt?: Date;
}

/** What else there is to know than the rule and the booking. */
export interface Surroundings {
  readonly presence: Presence;
  /** Its customer has a payment in Stripe that may be for what they owe, and nobody has said yet what it is for. */
  readonly hasUnmatched: boolean;
  /** Its customer's, the one that is charged first. */
  readonly cards: readonly Card[];
  /** IANA: the business's. */
  readonly timeZone: string;
  readonly now: Date;
}

/** What a rule would do about a booking now, on an occasion that it found before. Moves nothing. */
export function decideFor(
  rule: Rule,
  occasion: string,
  booking: BookingStanding,
  { presence, hasUnmatched, cards, timeZone, now }: Surroundings,
): RuleDecision {
  if (!rule.isActive) return { do: 'skip', why: 'rule_paused' };
  const { task } = rule;
  if (!LIVES_OF[task.kind].includes(booking.life)) return { do: 'nothing', why: 'booking_ended' };
  if (!takes(rule.scope, rule.toData().madeAt, booking)) return { do: 'nothing', why: 'out_of_scope' };
  const underWay = isUnderWay(booking);
  // Its own outcome decides whether the occasion is still there.
  if (underWay) return { do: 'put_off', why: 'payment_under_way', until: later(now, UNDER_WAY_MINUTES) };
  const occasions = occasionsOf(task, booking, timeZone, presence.completedAt);
  const found = occasions.find(({ key }) => key === occasion);
  if (!found) return { do: 'nothing', why: 'no_longer_open' };
  if (found.due > now) return { do: 'skip', why: 'not_due' };
  // Found when the rule was on before: whoever turned it on since didn't say to include what had come due.
  if (rule.actsFrom && found.due <= rule.actsFrom) return { do: 'skip', why: 'due_before' };
  const wanted = amountFor(rule, found, booking, cards);
  if (wanted.do === 'nothing') return wanted;
  const busy = peopleAct(booking, presence, now);
  if (busy) return busy;
  // A renewal takes nothing.
  if (hasUnmatched && wanted.do !== 'renew')
    return { do: 'put_off', why: 'unmatched_payment', until: whenPeopleHaveActed(now) };
  return wanted;
}

/** When it is looked at again whether the customer has a card by now, say, or what may be a payment of theirs is linked. */
export function whenPeopleHaveActed(now: Date): Date {
  return later(now, FOR_PEOPLE_MINUTES);
}

/** What is charged, held or captured on this occasion, as the booking stands. */
export function amountFor(
  { task }: Pick<Rule, 'task'>,
  { key, due }: Pick<Occasion, 'key' | 'due'>,
  booking: BookingStanding,
  cards: readonly Card[] = [],
): Exclude<RuleDecision, { do: 'put_off' | 'skip' }> {
  const { amounts } = booking;
  const about = booking.findPayment(key.slice(key.indexOf(':') + 1));
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
    case 'charge_on_complete':
      if (wasGivenBackSince(due, booking.payments)) return { do: 'nothing', why: 'given_back' };
      return some({ do: 'charge', amount: amounts.chargeable });
    case 'retry_declined': {
      if (!about || about.state !== 'declined') return { do: 'nothing', why: 'no_longer_open' };
      const amount = about.amount.atMost(amounts.chargeable);
      const kind = about.kind === 'hold' ? 'hold' : 'charge';
      return some({ do: kind, amount, paymentMethod: cardToRetry(about, cards) });
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

/**
 * The card that was declined, unless the customer has been given another one to be charged on since: then that one. Asking
 * any other card that they have is nobody's decision.
 */
function cardToRetry(declined: Payment, [primary]: readonly Card[]): string | undefined {
  const { paymentMethod, requestedAt } = declined.toData();
  return primary && primary.addedAt > requestedAt ? primary.id : paymentMethod;
}

function peopleAct(
  { about }: BookingStanding,
  { attendedUntil, lastActedAt }: Presence,
  now: Date,
): Extract<RuleDecision, { do: 'put_off' }> | undefined {
  const registered = later(about.registeredAt, REGISTERED_FOR_MINUTES);
  const acting = [attendedUntil, lastActedAt && later(lastActedAt, PERSON_ACTS_MINUTES)];
  const people = acting.filter((until) => until !== undefined && until > now).map(Number);
  if (people.length === 0 && registered <= now) return undefined;
  const until = new Date(Math.max(registered.getTime(), ...people));
  return { do: 'put_off', why: people.length > 0 ? 'person_acting' : 'just_registered', until };
}

function later(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * MINUTE_MS);
}
