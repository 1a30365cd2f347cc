import type { TimelineEntry } from '../../../application/booking/booking.views.js';
import type { BookingHappening } from '../../../domain/booking/booking-events.js';
import type { Actor } from '../../../domain/shared/actor.js';
import type { Format } from '../views/format.js';
import type { Badge } from './badges.js';

/** One line of the timeline: what happened, in a sentence; who and how; and what to do about it. */
export interface Told {
  readonly id: string;
  readonly at: Date;
  readonly tone: Badge['tone'];
  readonly what: string;
  readonly rest?: string;
  readonly hint?: string;
  readonly by: string;
  readonly paymentIntent?: string;
  /** What an open page says when this happens while it is looked at. */
  readonly toast: string;
}

type Type = BookingHappening['type'];
type Sentence = Pick<Told, 'tone' | 'what'> & Partial<Pick<Told, 'rest' | 'hint' | 'toast'>>;

/** Reads the stored JSON of an event. */
interface Facts {
  readonly money: (name: string) => string;
  readonly isSome: (name: string) => boolean;
  readonly text: (name: string) => string;
  readonly has: (name: string) => boolean;
  readonly date: (name: string) => string | undefined;
  readonly card: string;
  /** " to Visa •••• 4242", or nothing when the card isn't known. */
  readonly toCard: string;
  readonly onCard: string;
  readonly kind: string;
  readonly byStripe: boolean;
}

const SENTENCES: Readonly<Record<Type, (facts: Facts) => Sentence>> = {
  booking_registered: ({ money }) => ({
    tone: 'mute',
    what: 'Booking made',
    rest: ` with a total of ${money('total')}`,
  }),
  total_changed: ({ money }) => ({
    tone: 'mute',
    what: `Total changed to ${money('to')}`,
    rest: `, from ${money('from')}`,
  }),
  charge_requested: ({ money, toCard }) => ({
    tone: 'info',
    what: `Charge of ${money('amount')} sent`,
    rest: toCard,
  }),
  hold_requested: ({ money, onCard }) => ({
    tone: 'info',
    what: `Hold of ${money('amount')} asked for`,
    rest: onCard,
  }),
  payment_linked: ({ money, text, onCard, isSome }) => {
    const held = text('state') === 'authorized';
    const taken = text('state') === 'succeeded';
    return {
      tone: taken ? 'good' : 'info',
      what: `Linked a payment of ${money('amount')} made in Stripe`,
      rest: onCard,
      hint: held
        ? 'It is held: nothing is taken until you capture it.'
        : isSome('refunded')
          ? `${money('captured')} had been taken by then, and ${money('refunded')} given back.`
          : undefined,
    };
  },
  payment_in_doubt: ({ money, kind, text, has }) => ({
    tone: 'warn',
    what: `Checking with Stripe whether the ${text('operation') || kind} of ${money(has('asked') ? 'asked' : 'amount')} went through`,
    hint: `${text('note')} This settles by itself; nothing is charged twice.`.trim(),
  }),
  payment_processing: ({ money, kind }) => ({
    tone: 'info',
    what: `Stripe is processing the ${kind} of ${money('amount')}`,
  }),
  payment_details_learned: ({ money, kind, card }) => ({
    tone: 'mute',
    what: `Stripe told more about the ${kind} of ${money('amount')}`,
    rest: card ? `: ${card}` : '',
  }),
  customer_must_authenticate: ({ money, kind }) => ({
    tone: 'warn',
    what: `The customer must authenticate the ${kind} of ${money('amount')}`,
    hint: 'Nothing is taken yet: the customer’s bank wants them to confirm it.',
  }),
  charge_succeeded: ({ money, toCard, byStripe }) => ({
    tone: 'good',
    what: `${money('captured')} charged`,
    rest: toCard,
    toast: byStripe ? `Charged in Stripe: ${money('captured')}` : undefined,
  }),
  hold_placed: ({ money, onCard, date }) => ({
    tone: 'info',
    what: `${money('amount')} held`,
    rest: onCard,
    hint: date('captureBefore') && `Capture it before ${date('captureBefore')}, or it ends by itself.`,
  }),
  payment_declined: ({ money, kind, onCard, text }) => ({
    tone: 'bad',
    what: `${kind === 'hold' ? 'Hold' : 'Charge'} of ${money('amount')} declined`,
    rest: onCard,
    hint: text('decline.message'),
  }),
  payment_failed: ({ money, kind, text }) => ({
    tone: 'bad',
    what: `${kind === 'hold' ? 'Hold' : 'Charge'} of ${money('amount')} failed`,
    rest: ': no money moved',
    hint: text('note'),
  }),
  payment_canceled: ({ money, kind, byStripe }) => ({
    tone: 'mute',
    what: `The ${kind} of ${money('amount')} was canceled`,
    rest: ': nothing was taken',
    toast: byStripe ? `Canceled in Stripe: the ${kind} of ${money('amount')}` : undefined,
  }),
  capture_requested: ({ money }) => ({ tone: 'info', what: `Capture of ${money('asked')} sent` }),
  release_requested: ({ money }) => ({ tone: 'info', what: `Release of the ${money('amount')} hold sent` }),
  refund_requested: ({ money }) => ({ tone: 'info', what: `Refund of ${money('asked')} sent` }),
  operation_refused: ({ text }) => ({
    tone: 'bad',
    what: `The ${text('operation')} did not happen`,
    rest: text('operation') === 'refund' ? ': nothing was given back' : ': the hold stands as before',
    hint: text('note'),
  }),
  hold_captured: ({ money, byStripe }) => ({
    tone: 'good',
    what: `${money('captured')} captured`,
    rest: ` of the ${money('amount')} hold`,
    toast: byStripe ? `Captured in Stripe: ${money('captured')}` : undefined,
  }),
  hold_released: ({ money, byStripe }) => ({
    tone: 'mute',
    what: `Hold of ${money('amount')} released`,
    toast: byStripe ? `Released in Stripe: ${money('amount')}` : undefined,
  }),
  hold_expired: ({ money }) => ({
    tone: 'warn',
    what: `Hold of ${money('amount')} expired`,
    hint: 'It was not captured in time. Charge the customer, or place a new hold.',
  }),
  refund_changed: ({ money, text, byStripe }) => {
    const status = text('status');
    if (status === 'failed' || status === 'canceled') {
      return {
        tone: 'bad',
        what: `Refund of ${money('refunded')} ${status}`,
        rest: ': the money stays with you',
      };
    }
    return {
      tone: 'mute',
      what: `${money('refunded')} refunded`,
      rest: status === 'pending' ? ', on its way to the customer' : '',
      toast: byStripe ? `Refunded in Stripe: ${money('refunded')}` : undefined,
    };
  },
  dispute_changed: ({ money, text }) => {
    const status = text('status');
    if (status === 'won')
      return {
        tone: 'good',
        what: `Dispute over ${money('disputed')} won`,
        rest: ': the money stays with you',
      };
    if (status === 'lost')
      return { tone: 'bad', what: `Dispute over ${money('disputed')} lost`, rest: ': it counts as refunded' };
    return {
      tone: 'bad',
      what: `${money('disputed')} disputed`,
      rest: ' by the customer’s bank',
      hint: 'Answer it in Stripe before the evidence is due.',
    };
  },
};

/** A request that was answered at once says nothing that its answer doesn't. */
const REQUESTS = new Set<string>([
  'charge_requested',
  'hold_requested',
  'capture_requested',
  'release_requested',
  'refund_requested',
]);
const OPEN_ENDS = new Set<string>(['payment_in_doubt', 'payment_processing']);

/** Newest first, as stored. */
export function tellTimeline(entries: readonly TimelineEntry[], format: Format): Told[] {
  return entries
    .filter((entry, index) => !REQUESTS.has(entry.type) || !isAnswered(entry, entries.slice(0, index)))
    .map((entry) => tell(entry, format));
}

function isAnswered(request: TimelineEntry, newer: readonly TimelineEntry[]): boolean {
  const next = newer.findLast((entry) => entry.data.payment === request.data.payment);
  return next !== undefined && !OPEN_ENDS.has(next.type);
}

function tell(entry: TimelineEntry, format: Format): Told {
  const known = isKnown(entry.type) ? SENTENCES[entry.type] : undefined;
  const said: Sentence = known
    ? known(factsOf(entry, format))
    : { tone: 'mute', what: entry.type.replaceAll('_', ' ') };
  const { paymentIntent } = entry.data;
  return {
    id: `event-${entry.id}`,
    at: entry.at,
    by: by(entry.by),
    paymentIntent: typeof paymentIntent === 'string' ? paymentIntent : undefined,
    ...said,
    toast: said.toast ?? `${said.what}${said.rest ?? ''}`,
  };
}

function isKnown(type: string): type is Type {
  return Object.hasOwn(SENTENCES, type);
}

/** What the token from the environment is called: it names a place, not a program. */
const UNNAMED_TOKEN = 'Environment token';

export function by(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
      return `${actor.name} in the console`;
    case 'api':
      return actor.name === UNNAMED_TOKEN ? 'API' : `API: ${actor.name}`;
    case 'stripe':
      return 'In Stripe’s dashboard';
    case 'rule':
      return `Rule: ${actor.name}`;
    case 'system':
      return actor.name;
  }
}

function factsOf({ data, by: actor }: TimelineEntry, format: Format): Facts {
  const at = (path: string) =>
    path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), data);
  const text = (path: string) => {
    const value = at(path);
    return typeof value === 'string' ? value : '';
  };
  const card = cardName(at('card'));
  return {
    money: (path) => {
      const value = at(path);
      const known = isRecord(value) && typeof value.amount === 'number' && typeof value.currency === 'string';
      return known ? format.money(Number(value.amount), String(value.currency)) : 'an amount';
    },
    isSome: (path) => Number(at(`${path}.amount`)) > 0,
    text,
    has: (path) => at(path) !== undefined,
    date: (path) => {
      const moment = new Date(text(path));
      return Number.isNaN(moment.getTime()) ? undefined : `${format.dateTime(moment)} (${format.zone})`;
    },
    card,
    toCard: card && ` to ${card}`,
    onCard: card && ` on ${card}`,
    kind: text('kind') || 'payment',
    byStripe: actor.kind === 'stripe',
  };
}

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  eftpos_au: 'eftpos',
};

/** "Visa •••• 4242"; empty when it isn't known. */
export function cardName(card: unknown): string {
  if (!isRecord(card) || typeof card.last4 !== 'string' || card.brand === 'unknown') return '';
  return `${brandName(String(card.brand))} •••• ${card.last4}`;
}

export function brandName(brand: string): string {
  return BRANDS[brand] ?? (brand === 'unknown' ? 'Card' : brand.charAt(0).toUpperCase() + brand.slice(1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
