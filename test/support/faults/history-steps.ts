import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import { ControlRefused } from '../stripe-controls.js';
import type { FaultyDesk } from './faulty-desk.js';
import type { Seeded } from './seeded.js';
import { unlessItBreaks } from './unanswered.js';

interface KnownPayment {
  readonly id: string;
  readonly intent: string;
  readonly kind: 'charge' | 'hold';
}

/** A booking in whose history people in Purser and people in Stripe act, each without regard for the other. */
export interface HistorySubject {
  readonly booking: BookingJson;
  /** As far as its callers were told. */
  readonly payments: KnownPayment[];
}

/** `refused`: by Purser or Stripe, as the state of things then wanted it. `unanswered`: the process died over it. */
export type StepOutcome = 'done' | 'refused' | 'unanswered';

export interface HistoryStep {
  readonly name: string;
  readonly weight: number;
  readonly act: (place: HistoryPlace, subject: HistorySubject) => Promise<StepOutcome>;
}

export interface HistoryPlace {
  readonly desk: FaultyDesk;
  /** The dashboard, or another program with the same account. */
  readonly stripe: Stripe;
  readonly random: Seeded;
}

/** Which cards customers of histories have: most behave, some dispute, some refunds end otherwise, some are declined. */
export const HISTORY_CARDS = [
  ...Array<string>(5).fill('pm_card_visa'),
  ...Array<string>(2).fill('pm_card_refundFail'),
  'pm_card_pendingRefund',
  ...Array<string>(2).fill('pm_card_createDispute'),
  'pm_card_createDisputeInquiry',
  'pm_card_chargeCustomerFail',
];

export const HISTORY_STEPS: readonly HistoryStep[] = [
  { name: 'charge', weight: 4, act: (place, subject) => begin(place, subject, 'charge') },
  { name: 'hold', weight: 4, act: (place, subject) => begin(place, subject, 'hold') },
  {
    name: 'capture',
    weight: 3,
    act: (place, subject) =>
      inPurser(place, aHoldOf(place, subject), 'capture', { amount: someAmount(place) }),
  },
  {
    name: 'release',
    weight: 2,
    act: (place, subject) => inPurser(place, aHoldOf(place, subject), 'release', {}),
  },
  {
    name: 'refund',
    weight: 3,
    act: (place, subject) =>
      inPurser(place, anyOf(place, subject), 'refunds', { amount: someAmount(place), reason: 'duplicate' }),
  },
  {
    name: 'capture in Stripe',
    weight: 4,
    act: (place, subject) =>
      inStripe(aHoldOf(place, subject), (intent) =>
        place.stripe.paymentIntents.capture(intent, { amount_to_capture: someAmount(place) }),
      ),
  },
  {
    name: 'cancel in Stripe',
    weight: 2,
    act: (place, subject) =>
      inStripe(aHoldOf(place, subject), (intent) => place.stripe.paymentIntents.cancel(intent)),
  },
  {
    name: 'refund in Stripe',
    weight: 5,
    act: (place, subject) =>
      inStripe(anyOf(place, subject), (intent) =>
        place.stripe.refunds.create({ payment_intent: intent, amount: someAmount(place) }),
      ),
  },
  {
    name: 'hold runs out',
    weight: 1,
    act: (place, subject) =>
      inStripe(aHoldOf(place, subject), (intent) => place.desk.controls.expire(intent)),
  },
  {
    name: 'dispute decided',
    weight: 4,
    act: (place, subject) => inStripe(anyOf(place, subject), (intent) => decideDispute(place, intent)),
  },
];

async function begin(
  { desk, random }: HistoryPlace,
  { booking, payments }: HistorySubject,
  kind: 'charge' | 'hold',
): Promise<StepOutcome> {
  const amount = 100 * random.between(5, 60);
  const answer = await unlessItBreaks(
    desk.api.post(`/bookings/${booking.id}/${kind}s`, { amount }, { key: randomUUID() }),
  );
  if (answer === 'none') return 'unanswered';
  const { id, stripe_payment_intent: intent } = answer.body;
  if (answer.status < 300 && intent !== null) payments.push({ id, intent, kind });
  return outcomeOf(answer.status);
}

async function inPurser(
  { desk }: HistoryPlace,
  payment: KnownPayment | undefined,
  call: string,
  body: object,
): Promise<StepOutcome> {
  if (!payment) return 'refused';
  const asked = desk.api.post(`/payments/${payment.id}/${call}`, body, { key: randomUUID() });
  const answer = await unlessItBreaks(asked);
  return answer === 'none' ? 'unanswered' : outcomeOf(answer.status);
}

async function inStripe(
  payment: KnownPayment | undefined,
  act: (intent: string) => Promise<unknown>,
): Promise<StepOutcome> {
  if (!payment) return 'refused';
  try {
    await act(payment.intent);
    return 'done';
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof ControlRefused)
      return 'refused';
    throw error;
  }
}

async function decideDispute({ desk, stripe, random }: HistoryPlace, intent: string): Promise<void> {
  const { data } = await stripe.disputes.list({ payment_intent: intent });
  const open = data.find(({ status }) => status.endsWith('needs_response'));
  if (!open) throw new ControlRefused('There is no open dispute.');
  await desk.controls.closeDispute(open.id, random.pick(['won', 'lost']));
}

function aHoldOf({ random }: HistoryPlace, { payments }: HistorySubject): KnownPayment | undefined {
  const holds = payments.filter(({ kind }) => kind === 'hold');
  return holds.length === 0 ? undefined : random.pick(holds);
}

function anyOf({ random }: HistoryPlace, { payments }: HistorySubject): KnownPayment | undefined {
  return payments.length === 0 ? undefined : random.pick(payments);
}

function someAmount({ random }: HistoryPlace): number {
  return 50 * random.between(1, 60);
}

function outcomeOf(status: number): StepOutcome {
  if (status >= 500) throw new Error(`answered ${status} without any fault`);
  return status < 300 ? 'done' : 'refused';
}
