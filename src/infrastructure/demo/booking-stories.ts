import type { PriceLineKind } from '../../domain/booking/price-line.js';
import { CHARTERS, GUESTS, TOURS } from './tour-catalogue.js';

/** How a booking's money went. `share` is a part of the total, in percent. */
export type Plot =
  | { readonly kind: 'nothing_yet' }
  | { readonly kind: 'no_card' }
  | { readonly kind: 'charged' }
  | { readonly kind: 'deposit'; readonly share: number }
  | { readonly kind: 'deposit_and_rest'; readonly share: number }
  /** Somebody takes the rest in Stripe’s dashboard: it waits to be linked to the booking. */
  | { readonly kind: 'rest_paid_in_stripe'; readonly share: number }
  /** The rest comes in cash, after an entry that was a mistake; a little of it goes back. */
  | { readonly kind: 'deposit_and_cash'; readonly share: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'hold_captured'; readonly share: number }
  | { readonly kind: 'hold_released' }
  | { readonly kind: 'refunded'; readonly share: number }
  | { readonly kind: 'declined' }
  | { readonly kind: 'must_authenticate' }
  | { readonly kind: 'disputed' };

export interface Story {
  readonly reference: string;
  readonly guest: { readonly name: string; readonly email: string };
  readonly service: string;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly registeredAt: Date;
  readonly paidAt: Date;
  readonly startsAt: Date;
  readonly plot: Plot;
  readonly card: string | undefined;
  /** Saved for the guest in Stripe’s dashboard, beside the one that came with the booking. */
  readonly secondCard: string | undefined;
  /** What the total is made of, where that is more than the service. */
  readonly lines?: readonly StoryLine[];
  /** What became of it after all that, and when. */
  readonly ending?: { readonly life: 'completed' | 'no_show' | 'cancelled'; readonly at: Date };
}

export interface StoryLine {
  readonly kind: PriceLineKind;
  readonly description: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

const COUNT = 208;
const DAY = 24 * 60 * 60 * 1000;

const BEFORE: readonly Plot[] = [
  { kind: 'nothing_yet' }, { kind: 'held' }, { kind: 'deposit', share: 20 }, { kind: 'charged' }, { kind: 'nothing_yet' },
  { kind: 'held' }, { kind: 'charged' }, { kind: 'must_authenticate' }, { kind: 'deposit', share: 50 }, { kind: 'declined' },
  { kind: 'nothing_yet' }, { kind: 'charged' }, { kind: 'no_card' }, { kind: 'held' }, { kind: 'hold_released' },
]; // prettier-ignore

const AFTER: readonly Plot[] = [
  { kind: 'charged' }, { kind: 'deposit_and_rest', share: 20 }, { kind: 'charged' }, { kind: 'hold_captured', share: 100 },
  { kind: 'refunded', share: 25 }, { kind: 'charged' }, { kind: 'deposit_and_cash', share: 30 }, { kind: 'charged' },
  { kind: 'refunded', share: 100 }, { kind: 'charged' }, { kind: 'hold_captured', share: 60 }, { kind: 'declined' },
  { kind: 'charged' }, { kind: 'charged' }, { kind: 'disputed' },
]; // prettier-ignore

const REST_IN_STRIPE: Plot = { kind: 'rest_paid_in_stripe', share: 20 };

const CARDS = [
  'pm_card_visa',
  'pm_card_mastercard',
  'pm_card_visa',
  'pm_card_amex',
  'pm_card_visa_debit',
  'pm_card_discover',
];

/** The same bookings on every machine, spread from five weeks ago to six weeks ahead of `now`. Newest departures last. */
export function bookingStories(now: Date): Story[] {
  return Array.from({ length: COUNT }, (_, index) => storyAt(index, now));
}

function storyAt(index: number, now: Date): Story {
  const daysAhead = Math.round(-35 + (index * 77) / COUNT);
  const party = index % 41 === 17 ? CHARTERS : TOURS;
  const tour = pick(party, index * 5 + (index >> 3));
  const people = 1 + ((index * 7) % 5);
  const name = guestAt(index);
  const startsAt = at(now, daysAhead, tour.departs);
  const registeredAt = earlier(startsAt, 9 + ((index * 5) % 18), now, index);
  const lines = party === TOURS ? linesAt(index, tour, people) : undefined;
  const plot = index % 64 === 50 ? REST_IN_STRIPE : daysAhead < 0 ? pick(AFTER, index) : pick(BEFORE, index);
  const paid = paidAt(registeredAt, startsAt, now, index);
  return {
    reference: `HBR-${2000 + index}`,
    guest: { name, email: emailOf(name) },
    service: people > 1 && party === TOURS ? `${tour.name}, ${people} people` : tour.name,
    total: {
      amount: lines ? sumOf(lines) : party === TOURS ? tour.price * people : tour.price,
      currency: tour.currency,
    },
    registeredAt,
    paidAt: paid,
    startsAt,
    plot,
    card: cardFor(plot, index),
    secondCard: secondCardFor(plot, index),
    lines,
    ending: endingOf(plot, index, daysAhead, paid, startsAt),
  };
}

/** A party brings extras, a returning guest pays less, and some prices show their tax. All in whole tens, as every currency allows. */
function linesAt(index: number, { name, price }: { name: string; price: number }, people: number) {
  const share = (percent: number) => Math.round((price * percent) / 1000) * 10;
  const tour: StoryLine = { kind: 'service', description: name, quantity: people, unitAmount: price };
  switch (index % 9) {
    case 2:
      return [
        tour,
        { kind: 'extra', description: 'Picnic basket', quantity: people, unitAmount: share(20) } as const,
      ];
    case 5:
      return [
        tour,
        { kind: 'discount', description: 'Returning guest', quantity: 1, unitAmount: share(10) } as const,
      ];
    case 7:
      return [
        tour,
        { kind: 'extra', description: 'Wetsuit', quantity: people, unitAmount: share(15) },
        { kind: 'discount', description: 'Early booking', quantity: 1, unitAmount: share(10) },
        { kind: 'tax', description: 'Harbour tax', quantity: people, unitAmount: share(5) },
      ] as const;
    default:
      return undefined;
  }
}

function sumOf(lines: readonly StoryLine[]): number {
  return lines.reduce(
    (sum, { kind, quantity, unitAmount }) => sum + (kind === 'discount' ? -1 : 1) * quantity * unitAmount,
    0,
  );
}

/** Yesterday’s are still to be looked through; a few were cancelled in time, or nobody came. */
function endingOf(plot: Plot, index: number, daysAhead: number, paid: Date, startsAt: Date): Story['ending'] {
  if (plot.kind === 'charged' && index % 14 === 5)
    return { life: 'cancelled', at: new Date(paid.getTime() + 600_000) };
  if (daysAhead >= -1) return undefined;
  const life = plot.kind === 'deposit' ? 'no_show' : 'completed';
  return { life, at: new Date(startsAt.getTime() + 4 * 60 * 60 * 1000) };
}

/** https://docs.stripe.com/testing: the cards that make each story true. */
function cardFor(plot: Plot, index: number): string | undefined {
  switch (plot.kind) {
    case 'no_card':
      return undefined;
    case 'declined':
      return 'pm_card_chargeCustomerFail';
    case 'must_authenticate':
      return 'pm_card_authenticationRequired';
    case 'disputed':
      return 'pm_card_createDispute';
    default:
      return pick(CARDS, index);
  }
}

/** A few have two, one of them good for this month only. */
function secondCardFor(plot: Plot, index: number): string | undefined {
  if (plot.kind === 'no_card' || index % 9 !== 4) return undefined;
  return index % 2 === 0 ? 'pm_card_expiringSoon' : 'pm_card_mastercard_debit';
}

function paidAt(registeredAt: Date, startsAt: Date, now: Date, index: number): Date {
  const wanted = startsAt.getTime() - (1 + (index % 3)) * DAY;
  const latest = now.getTime() - (20 + (index % 47)) * 60_000;
  return new Date(Math.max(registeredAt.getTime() + 60_000, Math.min(wanted, latest)));
}

function earlier(startsAt: Date, days: number, now: Date, index: number): Date {
  const wanted = startsAt.getTime() - days * DAY - index * 421_000;
  return new Date(Math.min(wanted, now.getTime() - DAY - index * 97_000));
}

function at(now: Date, daysAhead: number, [hour, minute]: readonly [number, number]): Date {
  const day = new Date(now.getTime() + daysAhead * DAY);
  day.setUTCHours(hour, minute, 0, 0);
  return day;
}

/** Everyone once, so that the card on file is the one that paid: after the first forty, families intermarry. */
function guestAt(index: number): string {
  const round = Math.floor(index / GUESTS.length);
  const [first] = pick(GUESTS, index).split(' ');
  const [, ...family] = pick(GUESTS, index + round).split(' ');
  return [first, ...family].join(' ');
}

function emailOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase();
  return `${plain.trim().replace(/ +/g, '.')}@example.com`;
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
