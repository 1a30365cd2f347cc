import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { Money } from '../../../domain/shared/money.js';
import { cardView } from '../bookings/booking-page.js';
import { brandName, cardName } from '../bookings/card-name.js';
import { shownCard } from '../customers/card-list.js';
import { waitingNotes } from '../customer-links/waiting-notes.js';
import type { FormProblem } from '../forms/form-errors.js';
import type { Format } from '../views/format.js';
import type { Decided } from './outcome-toast.js';
import { heldOffers } from './held-offer.js';
import { outcomeAfter } from './status-after.js';

/** What a money form shows besides the booking itself. */
export interface Typed {
  readonly amount?: string;
  /** Which of the customer's cards. */
  readonly card?: string;
  /** Another one, which comes before it. */
  readonly paymentMethod?: string;
  /** Another card than those on file is to be chosen. */
  readonly other?: boolean;
}

export interface MoneyFormInput {
  readonly decided: Decided;
  readonly booking: BookingView;
  /** For captures and releases: the hold. */
  readonly hold?: PaymentView;
  readonly decision: string;
  readonly typed: Typed;
  readonly problem?: FormProblem;
}

/**
 * A dialog that moves money, and says the outcome before it is confirmed. The amounts that the outcome depends on
 * travel with it, so that the browser can say it again while an amount is typed; the server decides all the same.
 */
export function moneyForm(input: MoneyFormInput, format: Format) {
  const { decided, booking, hold, decision, problem } = input;
  const bounds = boundsOf(input);
  const blocked = problem ? undefined : whyBlocked(input, format);
  const words = wordsFor(input, format);
  return {
    decided,
    ...words,
    booking,
    decision,
    blocked,
    waiting: decided === 'charge' || decided === 'hold' ? waitingNotes(booking, format) : [],
    back: `/bookings/${booking.id}`,
    again: `${words.action}/new`,
    amount: decided === 'release' ? undefined : amountField(input, bounds, format),
    card: decided === 'charge' || decided === 'hold' ? cardChoice(input) : undefined,
    captures: decided === 'charge' ? heldOffers(booking, format) : [],
    heldCard: hold?.card && cardView(hold.card),
    outcome: outcome(input, bounds, format),
    problem: problem && { ...problem, general: problem.field === undefined },
    sentBefore: problem?.code === 'idempotency_key_reused',
  };
}

interface Bounds {
  readonly max: number;
  readonly outstanding: number;
  readonly held: number;
  /** What is typed, when it is an amount within bounds. */
  readonly amount?: number;
}

function boundsOf({ decided, booking, hold, typed }: MoneyFormInput): Bounds {
  const held = hold?.amount ?? 0;
  const max = mostFor(decided, booking, hold);
  const usual = decided === 'renew' ? Math.min(held, max) : max;
  const typedAmount = typed.amount === undefined ? usual : parsed(typed.amount, booking.currency);
  const amount = typedAmount !== undefined && typedAmount > 0 && typedAmount <= max ? typedAmount : undefined;
  return { max, outstanding: booking.outstanding, held, amount };
}

/** A renewal may hold what is chargeable, and what the hold that it replaces covers of the same. */
function mostFor(decided: Decided, booking: BookingView, hold?: PaymentView): number {
  const held = hold?.amount ?? 0;
  if (decided === 'release') return held;
  if (decided === 'capture') return Math.min(held, Math.max(0, booking.outstanding - booking.inFlight));
  if (decided !== 'renew') return booking.chargeable;
  const elsewhere = booking.held - (hold?.state === 'authorized' ? held : 0);
  return Math.max(0, booking.outstanding - elsewhere - booking.inFlight);
}

function parsed(text: string, currency: string): number | undefined {
  try {
    return Money.parse(text, currency).amount;
  } catch {
    return undefined;
  }
}

function amountField(
  { booking, decided, hold, typed, problem }: MoneyFormInput,
  { max }: Bounds,
  format: Format,
) {
  const { currency } = booking;
  const most = format.money(max, currency);
  return {
    value:
      typed.amount ??
      Money.of(decided === 'renew' ? Math.min(hold?.amount ?? 0, max) : max, currency).toDecimal(),
    symbol: format.symbol(currency),
    hint:
      decided === 'capture'
        ? `Up to ${most}. What you don’t capture is given back to the card.`
        : `Up to ${most}. To ${decided === 'charge' ? 'charge' : 'hold'} more, change the booking’s total first.`,
    error: problem?.field === 'amount' ? problem.message : undefined,
  };
}

function cardChoice({ decided, booking, typed, problem }: MoneyFormInput) {
  const onFile = cardsOnFile(booking.customer);
  const chosen = onFile.find(({ id }) => id === typed.card) ?? onFile[0];
  return {
    onFile: onFile.map((card) => ({ ...card, chosen: card === chosen })),
    only: onFile.length === 1 ? chosen : undefined,
    preposition: decided === 'charge' ? 'to' : 'on',
    paymentMethod: typed.paymentMethod ?? '',
    other: Boolean(typed.paymentMethod) || typed.other === true || problem?.field === 'payment_method',
    gone: problem?.field === 'card' ? problem.message : undefined,
    error: problem?.field === 'payment_method' ? problem.message : undefined,
  };
}

/** What is charged unless another is chosen comes first: the one that was given last and refused, or the primary one. */
function cardsOnFile({ card, cards }: BookingView['customer']) {
  const kept = cards.map(shownCard);
  if (card?.refused === undefined) return kept;
  const { brand, last4 } = card;
  const name = cardName(card) || 'the card that was given last';
  return [
    { id: card.id, brand: brandName(brand), last4, name, isPrimary: false, refused: card.refused },
    ...kept,
  ];
}

/** Each figure of the sentence, for the amount that is in the field; `style` lets the browser write the others. */
function outcome({ decided, booking, hold }: MoneyFormInput, bounds: Bounds, format: Format) {
  const { currency } = booking;
  const { outstanding, held, max } = bounds;
  const amount = bounds.amount ?? max;
  const money = (minor: number) => format.money(Math.max(0, minor), currency);
  const after = (captured: number, heldNow: number) => outcomeAfter(booking, { captured, held: heldNow });
  const moved = decided === 'charge' || decided === 'capture';
  const heldAfter = booking.held - (hold?.state === 'authorized' ? hold.amount : 0);
  return {
    valid: bounds.amount !== undefined || decided === 'release',
    amount: money(amount),
    rest: money(held - amount),
    hasRest: decided === 'capture' && amount < held,
    left: money(outstanding - amount),
    hasLeft: moved && amount < outstanding,
    ifAll: after(outstanding, heldAfter),
    ifPart: after(Math.min(1, outstanding), heldAfter),
    held: after(0, booking.held + amount),
    released: after(0, heldAfter),
    renewed: after(0, heldAfter + amount),
    old: hold?.state === 'authorized' ? money(held) : undefined,
    numbers: JSON.stringify({ ...format.moneyStyle(currency), max, outstanding, held }),
  };
}

function wordsFor({ decided, booking, hold }: MoneyFormInput, format: Format) {
  const { currency, customer, reference } = booking;
  const owed = `${reference} · ${format.money(booking.outstanding, currency)} of ${format.money(booking.total, currency)} outstanding`;
  const ofHold = `${reference} · ${format.money(hold?.amount ?? 0, currency)} held`;
  switch (decided) {
    case 'charge':
      return {
        title: `Charge ${customer.name}`,
        subtitle: owed,
        action: `/bookings/${booking.id}/charges`,
        submit: 'Yes, charge the customer',
        sending: 'Asking the bank for {amount}…',
      };
    case 'hold':
      return {
        title: `Place a hold for ${customer.name}`,
        subtitle: owed,
        action: `/bookings/${booking.id}/holds`,
        submit: 'Yes, hold',
        sending: 'Asking the bank to hold {amount}…',
      };
    case 'capture':
      return {
        title: `Capture from ${customer.name}`,
        subtitle: ofHold,
        action: `/payments/${hold?.id ?? ''}/capture`,
        submit: 'Yes, capture',
        sending: 'Taking {amount} from the hold…',
      };
    case 'renew':
      return {
        title: `Renew the hold for ${customer.name}`,
        subtitle:
          hold?.state === 'expired' ? `${ofHold.replace(/held$/, 'was held, and has expired')}` : ofHold,
        action: `/payments/${hold?.id ?? ''}/reauthorize`,
        submit: 'Yes, hold anew',
        sending: 'Asking the bank to hold {amount} anew…',
      };
    case 'release':
      return {
        title: `Release the hold for ${customer.name}`,
        subtitle: ofHold,
        action: `/payments/${hold?.id ?? ''}/release`,
        submit: 'Yes, release',
        sending: `Giving the held ${format.money(hold?.amount ?? 0, currency)} back…`,
      };
  }
}

function whyBlocked({ decided, booking, hold }: MoneyFormInput, format: Format): string | undefined {
  const money = (amount: number) => format.money(amount, booking.currency);
  if (decided === 'charge' || decided === 'hold') {
    if (booking.chargeable > 0) return undefined;
    if (booking.outstanding === 0)
      return 'Nothing is outstanding. To charge more, change the booking’s total first.';
    return `${money(booking.held + booking.inFlight)} is already held or under way: nothing more can be charged now.`;
  }
  if (decided === 'renew' && hold?.state === 'expired')
    return mostFor(decided, booking, hold) > 0
      ? undefined
      : 'Nothing is outstanding that isn’t already held or under way.';
  if (hold?.operation)
    return `A ${hold.operation.kind} of ${money(hold.operation.amount)} is under way. Its outcome shows on the booking.`;
  if (hold?.state !== 'authorized')
    return `There is no open hold any more: it is ${(hold?.state ?? 'gone').replaceAll('_', ' ')}.`;
  if (decided === 'capture' && mostFor(decided, booking, hold) === 0)
    return 'All that is owed is paid or under way. Release the hold, or change the booking’s total first.';
  return undefined;
}
