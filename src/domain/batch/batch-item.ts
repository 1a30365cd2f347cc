import type { CardSummary } from '../payment/payment-report.js';
import type { PaymentState } from '../payment/payment-transitions.js';
import type { Money } from '../shared/money.js';
import type { LeftOutReason } from './left-out.js';

/**
 * How far a batch has come with one of its bookings. What became of the payment isn't among them: the payment says so
 * itself, for as long as it changes. `asked`: the payment is decided on, and goes its own way from here.
 */
export const ITEM_STEPS = [
  'unexamined',
  'not_chargeable',
  'waiting',
  'begun',
  'asked',
  'left_out',
  'stopped',
] as const;
export type ItemStep = (typeof ITEM_STEPS)[number];

/** What the review says of a booking. */
export type Verdict =
  | { readonly step: 'waiting'; readonly amount: Money; readonly card: CardSummary }
  | {
      readonly step: 'not_chargeable';
      readonly reason: LeftOutReason;
      /** For people. */
      readonly note: string;
      /** What would be charged if nothing else were in the way. */
      readonly amount?: Money;
      readonly card?: CardSummary;
    };

/** What people and programs see of an item: how far the batch has come, or what its payment says. */
export const ITEM_OUTCOMES = [
  'not_examined',
  'not_chargeable',
  'waiting',
  'charging',
  'charged',
  'declined',
  'failed',
  'waits_for_customer',
  'given_up',
  'in_doubt',
  'left_out',
  'stopped',
] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

/** A payment outranks the step: it is what was done. */
export const OUTCOME_BY_PAYMENT: Readonly<Record<PaymentState, ItemOutcome>> = {
  requested: 'charging',
  processing: 'charging',
  in_doubt: 'in_doubt',
  requires_action: 'waits_for_customer',
  authorized: 'charging',
  succeeded: 'charged',
  released: 'given_up',
  expired: 'given_up',
  declined: 'declined',
  failed: 'failed',
  canceled: 'given_up',
};

export const OUTCOME_BY_STEP: Readonly<Record<ItemStep, ItemOutcome>> = {
  unexamined: 'not_examined',
  not_chargeable: 'not_chargeable',
  waiting: 'waiting',
  begun: 'charging',
  asked: 'charging',
  left_out: 'left_out',
  stopped: 'stopped',
};

/** Outcomes that still change by themselves. */
export const OPEN_OUTCOMES: readonly ItemOutcome[] = ['not_examined', 'waiting', 'charging', 'in_doubt'];
