import { CardMustNotBeRetried, CardRetriedTooOften } from './card-retry-errors.js';
import { isForGood, type Decline } from './decline.js';
import type { PaymentData } from './payment-data.js';
import type { CardSummary } from './payment-report.js';

/** A card as far as it is known, to be told from others. */
export interface AskedCard {
  readonly paymentMethod: string;
  readonly fingerprint?: string;
}

/** The card that is to be asked; its number may be known from another payment of the booking’s. */
export function askedCard(
  { paymentMethod, card }: Pick<CardAttempt, 'paymentMethod' | 'card'>,
  payments: readonly Pick<PaymentData, 'card'>[],
): AskedCard | undefined {
  if (paymentMethod === undefined) return undefined;
  const known = [card, ...payments.map((payment) => payment.card)].find(
    (each) => each?.id === paymentMethod && each.fingerprint !== undefined,
  );
  return { paymentMethod, fingerprint: known?.fingerprint };
}

/** One time a card was asked for money; `decline`: it was refused; `isUnderWay`: nobody knows yet. */
export interface CardAttempt {
  readonly paymentMethod?: string;
  readonly card?: CardSummary;
  readonly at: Date;
  readonly decline?: Decline;
  readonly isUnderWay?: true;
}

export interface RetryLimit {
  readonly retries: number;
  readonly days: number;
}

/**
 * How often a declined card may be tried again, the strictest of what Stripe says in general. Its own advice for
 * off-session payments: https://docs.stripe.com/payments/off-session-payments/smart-retries. Visa's rule, beyond which
 * Stripe blocks: https://support.stripe.com/questions/payment-blocked-due-to-excessive-retries.
 */
export const RETRY_LIMITS: readonly RetryLimit[] = [
  { retries: 8, days: 14 },
  { retries: 15, days: 30 },
];

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Whether a card may be asked once more while its owner isn't there. What was said before it last paid is over. Throws
 * CardMustNotBeRetried, and CardRetriedTooOften with the time from which it may be asked again.
 */
export function requireRetryAllowed(
  asked: Pick<CardAttempt, 'paymentMethod' | 'card'> & { readonly fingerprint?: string },
  attempts: readonly CardAttempt[],
  now: Date,
): void {
  const ofCard = attempts.filter((attempt) => isSameCard(asked, attempt));
  const declines = declinesSincePaid(ofCard.filter(({ isUnderWay }) => !isUnderWay));
  const last = declines.at(-1);
  if (!last) return;
  const final = declines.findLast(({ decline }) => isForGood(decline));
  if (final) throw new CardMustNotBeRetried(asked.card ?? final.card, final.decline, final.at);
  const from = new Date(Math.max(...waits(declines, now)));
  if (from > now) throw new CardRetriedTooOften(asked.card ?? last.card, declines.length, from);
  // A declined card is asked for several bookings at once: what comes of the others may be declines too.
  const underWay = ofCard.filter(({ isUnderWay }) => isUnderWay).length;
  if (underWay > 0 && isOverWith(underWay, declines, now))
    throw new CardRetriedTooOften(
      asked.card ?? last.card,
      declines.length,
      new Date(now.getTime() + MINUTE_MS),
    );
}

function isOverWith(underWay: number, declines: readonly Declined[], now: Date): boolean {
  return RETRY_LIMITS.some((limit) => declinesWithin(declines, limit, now).length + underWay > limit.retries);
}

/** Payments as attempts: those that were answered by the card's bank, or will be. */
export function attemptsOf(payments: readonly PaymentData[]): CardAttempt[] {
  return payments.flatMap((payment) => {
    const { kind, state, paymentMethod, card, requestedAt: at, decline } = payment;
    if (kind === 'collection') return [];
    if (state === 'declined') return decline ? [{ paymentMethod, card, at, decline }] : [];
    if (UNANSWERED.includes(state)) return [{ paymentMethod, card, at, isUnderWay: true as const }];
    return ACCEPTED.includes(state) ? [{ paymentMethod, card, at }] : [];
  });
}

/** The bank said yes, whatever became of the money since. */
export const ACCEPTED: readonly PaymentData['state'][] = ['authorized', 'succeeded', 'released', 'expired'];

/** Stripe was asked, or is about to be, and its answer isn't known yet. */
export const UNANSWERED: readonly PaymentData['state'][] = ['requested', 'processing', 'in_doubt'];

type Declined = CardAttempt & { readonly decline: Decline };

function declinesSincePaid(attempts: readonly CardAttempt[]): Declined[] {
  const inOrder = [...attempts].sort((a, b) => a.at.getTime() - b.at.getTime());
  const paid = inOrder.findLastIndex(({ decline }) => decline === undefined);
  return inOrder.slice(paid + 1).filter((attempt): attempt is Declined => attempt.decline !== undefined);
}

/** From when on each of the rules lets the card be asked again. */
function waits(declines: readonly Declined[], now: Date): number[] {
  const last = declines.at(-1);
  const asked =
    last?.decline.waitHours === undefined ? 0 : last.at.getTime() + last.decline.waitHours * HOUR_MS;
  return [asked, ...RETRY_LIMITS.map((limit) => untilRoom(declines, limit, now))];
}

/** The first attempt and its retries may all lie within the period; one more waits for the oldest to leave it. */
function untilRoom(declines: readonly Declined[], limit: RetryLimit, now: Date): number {
  const oldest = declinesWithin(declines, limit, now).at(-(limit.retries + 1));
  return oldest ? oldest.at.getTime() + limit.days * DAY_MS : 0;
}

function declinesWithin(declines: readonly Declined[], { days }: RetryLimit, now: Date): Declined[] {
  return declines.filter(({ at }) => now.getTime() - at.getTime() < days * DAY_MS);
}

/**
 * By the PaymentMethods that were asked for and that Stripe says it asked, and by the number behind them, where it is
 * known: one card can be kept under several.
 */
function isSameCard(
  a: Pick<CardAttempt, 'paymentMethod' | 'card'> & { readonly fingerprint?: string },
  b: Pick<CardAttempt, 'paymentMethod' | 'card'>,
): boolean {
  const number = a.fingerprint ?? a.card?.fingerprint;
  if (number !== undefined && number === b.card?.fingerprint) return true;
  const ids = [a.paymentMethod, a.card?.id].filter((id) => id !== undefined);
  return ids.some((id) => id === b.paymentMethod || id === b.card?.id);
}
