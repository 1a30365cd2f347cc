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
  { kind: 'refunded', share: 25 }, { kind: 'charged' }, { kind: 'deposit', share: 30 }, { kind: 'charged' },
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
  const plot = index % 64 === 50 ? REST_IN_STRIPE : daysAhead < 0 ? pick(AFTER, index) : pick(BEFORE, index);
  return {
    reference: `HBR-${2000 + index}`,
    guest: { name, email: emailOf(name) },
    service: people > 1 && party === TOURS ? `${tour.name}, ${people} people` : tour.name,
    total: { amount: party === TOURS ? tour.price * people : tour.price, currency: tour.currency },
    registeredAt,
    paidAt: paidAt(registeredAt, startsAt, now, index),
    startsAt,
    plot,
    card: cardFor(plot, index),
  };
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
