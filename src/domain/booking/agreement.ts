import { type Money } from '../shared/money.js';
import { AmountNotPositive } from '../payment/payment-errors.js';
import type { BookingData, BookingDetails, Contact, PaymentOption } from './booking-data.js';
import { CurrencyFixed } from './booking-errors.js';
import type { BookingHappening } from './booking-events.js';
import { canBecome, LifeTransitionRefused, mayBeFree, type BookingLife } from './booking-life.js';
import { FeeOverPrice, type DecidedEnding } from './ending.js';
import type { PriceLine } from './price-line.js';
import { Price } from './price.js';

/** What was agreed on with the customer: the booking without its payments. */
export interface Agreement {
  readonly details: BookingDetails;
  readonly price: Price;
  readonly life: BookingLife;
}

/** The agreement from then on, and what that is called in the booking's timeline. */
export interface AgreedChange {
  readonly agreement: Agreement;
  readonly happening: BookingHappening;
}

/** The facts of a booking that can be corrected, each as it is from then on. */
export interface DetailsChange {
  readonly service?: string;
  readonly startsAt?: Date;
  /** An empty phone number takes it off. */
  readonly contact?: Partial<Contact>;
}

/** As stored. Throws what Price.of and requireTotal throw, for lines that don't make the total. */
export function agreementOf(data: BookingData): Agreement {
  const { lines, total, life, payments: _, version: __, ...details } = data;
  const price = lines ? Price.of(lines) : Price.ofService(data.service, total);
  price.requireTotal(total);
  return { details, price, life };
}

export function withTotal(agreement: Agreement, total: Money, reason?: string): AgreedChange | undefined {
  const { price } = agreement;
  if (total.currency !== price.total.currency) throw new CurrencyFixed(price.total, total);
  return total.equals(price.total) ? undefined : repriced(agreement, () => price.withTotal(total), reason);
}

export function withLines(
  agreement: Agreement,
  lines: readonly PriceLine[],
  reason?: string,
): AgreedChange | undefined {
  const strange = lines.find(({ unitAmount }) => unitAmount.currency !== agreement.price.total.currency);
  if (strange) throw new CurrencyFixed(agreement.price.total, strange.unitAmount);
  return repriced(agreement, () => Price.of(lines), reason);
}

export function withDetails(agreement: Agreement, change: DetailsChange): AgreedChange | undefined {
  const { details } = agreement;
  const { name, email, phone } = details.contact;
  const { contact = {} } = change;
  const after = {
    ...details,
    service: change.service ?? details.service,
    startsAt: change.startsAt ?? details.startsAt,
    contact: {
      name: contact.name ?? name,
      email: contact.email ?? email,
      phone: (contact.phone ?? phone) || undefined,
    },
  };
  const changes = differences(details, after);
  if (changes.length === 0) return undefined;
  return {
    agreement: {
      ...agreement,
      details: after,
      price: agreement.price.renamed(details.service, after.service),
    },
    happening: { type: 'details_changed', changes },
  };
}

/** How the customer is to pay from now on; no money moves by it. */
export function withPaymentOption(agreement: Agreement, option: PaymentOption): AgreedChange | undefined {
  const { paymentOption: from } = agreement.details;
  if (option === from) return undefined;
  return {
    agreement: { ...agreement, details: { ...agreement.details, paymentOption: option } },
    happening: { type: 'payment_option_changed', from, to: option },
  };
}

/** Throws LifeTransitionRefused. What was reduced to a fee is owed in full again once that is taken back. */
export function withLife(agreement: Agreement, life: BookingLife, reason?: string): AgreedChange {
  requireMove(agreement.life, life);
  const price = agreement.price.withoutReduction();
  requirePrice(price, life);
  const { total } = price;
  const priced = total.equals(agreement.price.total) ? {} : { from: agreement.price.total, to: total };
  return {
    agreement: { ...agreement, life, price },
    happening: { type: HAPPENINGS[life], reason, ...priced },
  };
}

/** The same, and only the fee is owed from then on. Throws FeeOverPrice. */
export function withFee(
  agreement: Agreement,
  life: 'cancelled' | 'no_show',
  ending: {
    readonly id: string;
    readonly fee: Money;
    readonly reason?: string;
    readonly operations: readonly DecidedEnding[];
  },
): AgreedChange {
  requireMove(agreement.life, life);
  const { price } = agreement;
  const { id: decision, fee, reason, operations } = ending;
  if (!price.total.covers(fee)) throw new FeeOverPrice(fee, price.total);
  return {
    agreement: {
      ...agreement,
      life,
      price: price.reducedTo(fee, life === 'cancelled' ? 'cancellation' : 'no_show'),
    },
    happening: { type: HAPPENINGS[life], reason, from: price.total, to: fee, decision, operations },
  };
}

/** Throws AmountNotPositive for what takes place and costs nothing. */
export function requirePrice(price: Price, life: BookingLife): void {
  if (price.total.isZero && !mayBeFree(life)) throw new AmountNotPositive('The total');
}

/** Throws LifeTransitionRefused. */
export function requireMove(from: BookingLife, to: BookingLife): void {
  if (!canBecome(from, to)) throw new LifeTransitionRefused(from, to);
}

const HAPPENINGS = {
  scheduled: 'booking_reinstated',
  completed: 'booking_completed',
  cancelled: 'booking_cancelled',
  no_show: 'booking_missed',
} as const satisfies Record<BookingLife, BookingHappening['type']>;

function repriced(agreement: Agreement, change: () => Price, reason?: string): AgreedChange | undefined {
  const before = agreement.price;
  const price = change();
  requirePrice(price, agreement.life);
  if (price.equals(before)) return undefined;
  const { total: to, lines } = price;
  const type = to.equals(before.total) ? 'price_lines_changed' : 'total_changed';
  const worth = lines.length > 1 || before.lines.length > 1 ? { lines } : {};
  return {
    agreement: { ...agreement, price },
    happening: { type, from: before.total, to, reason, ...worth },
  };
}

function differences(before: BookingDetails, after: BookingDetails) {
  const of = ({ service, startsAt, contact }: BookingDetails) => ({
    service,
    starts_at: startsAt.toISOString(),
    name: contact.name,
    email: contact.email,
    phone: contact.phone ?? '',
  });
  const [from, to] = [of(before), of(after)];
  return (Object.keys(from) as (keyof typeof from)[])
    .filter((field) => from[field] !== to[field])
    .map((field) => ({ field, from: from[field], to: to[field] }));
}
