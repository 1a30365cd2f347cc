import type { BookingStanding } from '../booking/booking-standing.js';
import type { Payment } from '../payment/payment.js';
import type { PaymentState } from '../payment/payment-transitions.js';
import type { Actor, Cause } from '../shared/actor.js';
import type { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';
import type { Occasion } from './occasion.js';
import type { Rule } from './rule.js';
import { RuleActionNotLeftUndone } from './rule-errors.js';
import { GIVEN_UP_AFTER_HOURS, type RuleDecision, type WhyPutOff, type WhySkipped } from './rule-decision.js';
import type { RuleKind } from './rule-task.js';

/** What becomes of an action, and the moves between, as data. */
export const RULE_ACTION_STATES = [
  'waiting',
  'under_way',
  'done',
  'declined',
  'customer_needed',
  'nothing_to_do',
  'refused',
  'given_up',
  'skipped',
] as const;
export type RuleActionState = (typeof RULE_ACTION_STATES)[number];

export const RULE_ACTION_TRANSITIONS: Readonly<Record<RuleActionState, readonly RuleActionState[]>> = {
  // Also to what became of it: another runner may have asked for it while this one put it off.
  waiting: RULE_ACTION_STATES,
  // Back to waiting when the booking changed between deciding and acting: nothing was stored then.
  under_way: RULE_ACTION_STATES,
  customer_needed: ['customer_needed', 'under_way', 'done', 'declined', 'refused'],
  done: [],
  declined: [],
  nothing_to_do: [],
  refused: [],
  given_up: [],
  // Nothing was done, and the same occasion may come up again, as another action.
  skipped: [],
};

/** Ends after which something is left for people to do. */
export const LEFT_UNDONE = ['refused', 'given_up'] as const satisfies readonly RuleActionState[];

export type RuleDeed = 'charge' | 'hold' | 'renew' | 'capture';

export interface RuleActionData {
  /** Also the id of the payment or the operation that it asks for, so Stripe's idempotency key. */
  readonly id: string;
  readonly rule: string;
  readonly kind: RuleKind;
  readonly booking: string;
  readonly occasion: string;
  readonly due: Date;
  readonly foundAt: Date;
  readonly state: RuleActionState;
  readonly deed?: RuleDeed;
  /** What it asks for. */
  readonly amount?: Money;
  /** Why it waits, or wasn't done: a code. */
  readonly why?: string;
  /** The same in words, where somebody else said so. For staff. */
  readonly note?: string;
  readonly putOffSince?: Date;
  /** When it is looked at next, as long as it isn't settled. */
  readonly nextLookAt?: Date;
  /** How often its payment was looked at since. */
  readonly looks: number;
  readonly settledAt?: Date;
  /** Somebody said that what it left undone needs nobody's attention any more. */
  readonly dismissed?: { readonly by: Actor; readonly at: Date };
}

const HOUR_MS = 60 * 60 * 1000;
const BOOKING_CHANGED_MS = 2000;
const FIRST_LOOK_MS = 5000;
const LONGEST_LOOK_MS = HOUR_MS;
/** Instances' clocks differ by less. */
const CLOCK_SKEW_MS = 1000;

/** One thing that a rule does about a booking on one occasion, and what becomes of it. */
export class RuleAction {
  private constructor(private data: RuleActionData) {}

  static plan(id: string, rule: Rule, booking: string, { key, due }: Occasion, now: Date): RuleAction {
    const kind = rule.task.kind;
    const planned = { id, rule: rule.id, kind, booking, occasion: key, due, foundAt: now };
    return new RuleAction({ ...planned, state: 'waiting', nextLookAt: now, looks: 0 });
  }

  static restore(data: RuleActionData): RuleAction {
    return new RuleAction(data);
  }

  get id(): string {
    return this.data.id;
  }

  get booking(): string {
    return this.data.booking;
  }

  get occasion(): string {
    return this.data.occasion;
  }

  get state(): RuleActionState {
    return this.data.state;
  }

  get nextLookAt(): Date | undefined {
    return this.data.nextLookAt;
  }

  /** Whether another job is there for its next look, which isn't yet. */
  isLookedAtLater(now: Date): boolean {
    const { nextLookAt } = this.data;
    return nextLookAt !== undefined && nextLookAt.getTime() > now.getTime() + CLOCK_SKEW_MS;
  }

  /**
   * Whether its payment is given up when it waits for the customer: until then the hold that a new one is to replace can't
   * be captured, and ends.
   */
  get waitsInVain(): boolean {
    return this.data.deed === 'renew';
  }

  get isSettled(): boolean {
    return RULE_ACTION_TRANSITIONS[this.state].length === 0;
  }

  /** Takes in what was decided. Returns whether there is something to ask for now. */
  decide(decision: RuleDecision, now: Date): boolean {
    switch (decision.do) {
      case 'put_off':
        this.putOff(decision.why, decision.until, now);
        return false;
      case 'skip':
        this.skip(decision.why, now);
        return false;
      case 'nothing':
        this.settle('nothing_to_do', decision.why, now);
        return false;
      default: {
        const { do: deed, amount } = decision;
        this.move('under_way', { deed, amount, why: undefined, note: undefined, nextLookAt: now });
        return true;
      }
    }
  }

  /** It couldn't be decided on now, and isn't for ever either. */
  putOff(why: WhyPutOff, until: Date | undefined, now: Date, note?: string): void {
    const putOffSince = this.data.putOffSince ?? now;
    const bound = putOffSince.getTime() + GIVEN_UP_AFTER_HOURS * HOUR_MS;
    const nextLookAt = until ?? new Date(now.getTime() + BOOKING_CHANGED_MS);
    if (nextLookAt.getTime() > bound) this.settle('given_up', why, now, note);
    else this.move('waiting', { why, note, putOffSince, nextLookAt });
  }

  /** Its next look is now: the one that should have been wasn't taken. */
  recall(now: Date): void {
    this.data = { ...this.data, nextLookAt: now };
  }

  /** Nothing was done, and the occasion may come up again, as another action. */
  skip(why: WhySkipped, now: Date, note?: string): void {
    this.settle('skipped', why, now, note);
  }

  /** It was refused before Stripe was asked, and would be again. */
  refuse({ code, message }: Pick<DomainError, 'code' | 'message'>, now: Date): void {
    this.settle('refused', code, now, message);
  }

  /** What it left undone needs nobody any more. Said twice, the first stands. Throws RuleActionNotLeftUndone. */
  dismiss({ by, at }: Cause): void {
    const isLeftUndone = LEFT_UNDONE.some((state) => state === this.state);
    if (!isLeftUndone) throw new RuleActionNotLeftUndone(this.id, this.state);
    this.data = { ...this.data, dismissed: this.data.dismissed ?? { by, at } };
  }

  /** The payment or operation that it asked for, if that was stored. */
  isTraceIn(booking: BookingStanding): boolean {
    if (booking.findPayment(this.id)) return true;
    const hold = this.captured(booking);
    if (!hold) return false;
    // Once the capture was answered, the hold says so itself.
    return hold.operation?.id === this.id || (this.state === 'under_way' && hold.state !== 'authorized');
  }

  /**
   * Follows what became of what it asked for. `wasSent`: it was asked for just now, so a capture that left no trace was
   * refused.
   */
  follow(booking: BookingStanding, now: Date, { wasSent = false } = {}): void {
    const hold = this.captured(booking);
    const outcome = hold ? this.captureOutcome(hold, wasSent) : this.paymentOutcome(booking);
    if (!outcome) return;
    const { state, why, note } = outcome;
    if (state !== 'under_way' && state !== 'customer_needed') return this.settle(state, why, now, note);
    const looks = this.data.looks + 1;
    const wait = Math.min(FIRST_LOOK_MS * 2 ** this.data.looks, LONGEST_LOOK_MS);
    this.move(state, { why, note, looks, nextLookAt: new Date(now.getTime() + wait) });
  }

  toData(): RuleActionData {
    return this.data;
  }

  private captured(booking: BookingStanding): Payment | undefined {
    if (this.data.deed !== 'capture') return undefined;
    return booking.findPayment(this.occasion.slice(this.occasion.indexOf(':') + 1));
  }

  private paymentOutcome(booking: BookingStanding): Outcome | undefined {
    const payment = booking.findPayment(this.id);
    const isGivenUp = payment?.state === 'canceled' || payment?.state === 'released';
    if (this.waitsInVain && this.state === 'customer_needed' && isGivenUp)
      return { state: 'refused', why: 'authentication_required' };
    return outcomeOf(payment);
  }

  private captureOutcome(hold: Payment, wasSent: boolean): Outcome | undefined {
    const { state, operation, note } = hold.toData();
    if (operation?.id === this.id) return { state: 'under_way' };
    if (state === 'succeeded') return { state: 'done' };
    if (state !== 'authorized') return { state: 'refused', why: 'no_longer_open' };
    return wasSent ? { state: 'refused', why: 'stripe_refused', note } : undefined;
  }

  private settle(state: RuleActionState, why: string | undefined, now: Date, note?: string): void {
    this.move(state, { why, note, settledAt: now, nextLookAt: undefined });
  }

  private move(state: RuleActionState, change: Partial<RuleActionData>): void {
    if (!RULE_ACTION_TRANSITIONS[this.state].includes(state))
      throw new Error(`An action of a rule can’t become ${state} when it is ${this.state}.`);
    this.data = { ...this.data, ...change, state };
  }
}

interface Outcome {
  readonly state: RuleActionState;
  readonly why?: string;
  readonly note?: string;
}

const OUTCOMES: Readonly<Record<PaymentState, Pick<Outcome, 'state' | 'why'>>> = {
  requested: { state: 'under_way' },
  processing: { state: 'under_way' },
  in_doubt: { state: 'under_way', why: 'in_doubt' },
  requires_action: { state: 'customer_needed', why: 'authentication_required' },
  authorized: { state: 'done' },
  succeeded: { state: 'done' },
  released: { state: 'done' },
  expired: { state: 'done' },
  declined: { state: 'declined' },
  failed: { state: 'refused', why: 'stripe_refused' },
  canceled: { state: 'refused', why: 'given_up_by_a_person' },
};

function outcomeOf(payment: Payment | undefined): Outcome | undefined {
  if (!payment) return undefined;
  const { decline, note } = payment.toData();
  const declined = payment.state === 'declined' && decline;
  const { state, why } = OUTCOMES[payment.state];
  return declined
    ? { state, why: decline.declineCode ?? decline.code, note: decline.message }
    : { state, why, note };
}
