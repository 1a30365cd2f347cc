import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { proposedSplit } from '../../../domain/booking/refund-plan.js';
import { REFUND_REASONS } from '../../../domain/payment/payment-operation.js';
import { Money } from '../../../domain/shared/money.js';
import { cardName } from '../bookings/card-name.js';
import { REFUND_REASON_LABELS } from '../bookings/refund-reasons.js';
import type { FormProblem } from '../forms/form-errors.js';
import { outcomeAfter } from '../payments/status-after.js';
import type { Format } from '../views/format.js';

export interface TypedRefund {
  readonly amount?: string;
  /** By payment. */
  readonly parts: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly note?: string;
  readonly stillOwed: boolean;
}

export interface RefundFormInput {
  readonly booking: BookingView;
  /** The one payment that it is about, or all of the booking's. */
  readonly only?: string;
  readonly decision: string;
  readonly typed: TypedRefund;
  readonly problem?: FormProblem;
}

export function partField(payment: string): string {
  return `part_${payment}`;
}

/** Those of which something can be given back now, as the proposal takes them: the newest first, collections last. */
export function refundSources({ payments }: BookingView, only?: string): PaymentView[] {
  const newest = payments.toReversed().filter(({ id, refundable }) => refundable > 0 && (only ?? id) === id);
  const isCollected = ({ kind }: PaymentView) => kind === 'collection';
  return [...newest.filter((each) => !isCollected(each)), ...newest.filter(isCollected)];
}

/** Minor units by payment; empty where the amount is none that can be given back. */
export function proposalFor(amount: number, sources: readonly PaymentView[]): ReadonlyMap<string, number> {
  const most = sources.reduce((sum, { refundable }) => sum + refundable, 0);
  const [first] = sources;
  if (!first || amount <= 0 || amount > most) return new Map();
  const money = (minor: number) => Money.of(minor, first.currency);
  const domain = sources
    .toReversed()
    .map(({ id, kind, refundable }) => ({ id, kind, refundableNow: money(refundable) }));
  return new Map(proposedSplit(money(amount), domain).map((part) => [part.payment, part.amount.amount]));
}

/** The dialog that gives money back: one amount, split over the payments it came from, and what becomes of the booking. */
export function refundForm(input: RefundFormInput, format: Format) {
  const { booking, only, decision, typed, problem } = input;
  const { currency, customer, overpaid } = booking;
  const sources = refundSources(booking, only);
  const most = sources.reduce((sum, { refundable }) => sum + refundable, 0);
  const money = (amount: number) => format.money(Math.max(0, amount), currency);
  const decimal = (amount: number) => Money.of(amount, currency).toDecimal();
  const asked = typed.amount === undefined ? most : minorIn(typed.amount, currency);
  const valid = asked !== undefined && asked > 0 && asked <= most;
  const amount = valid ? asked : most;
  const proposal = proposalFor(amount, sources);
  const after = (refunded: number, waived: number) => outcomeAfter(booking, { refunded, waived });
  const shown = caseOf(amount, most, overpaid, typed.stillOwed);
  const cases = [
    { name: 'all-owed', ...after(most, 0) },
    { name: 'part-owed', ...after(Math.min(1, most), 0) },
    { name: 'all-waived', ...after(most, most) },
    { name: 'part-waived', ...after(Math.min(overpaid + 1, most), Math.min(overpaid + 1, most)) },
    { name: 'overpaid', ...after(Math.min(overpaid, most), Math.min(overpaid, most)) },
  ];
  return {
    booking,
    only,
    decision,
    title: `Refund ${customer.name}`,
    action: `/bookings/${booking.id}/refunds`,
    again: `/bookings/${booking.id}/refunds/new${only === undefined ? '' : `?payment=${only}`}`,
    back: `/bookings/${booking.id}`,
    symbol: format.symbol(currency),
    subtitle: `${booking.reference} · ${money(most)} can be given back${overpaid > 0 ? `, ${money(overpaid)} of it was paid too much` : ''}`,
    blocked: most === 0 && !problem ? whyNothing(booking, only) : undefined,
    amount: typed.amount ?? decimal(most),
    most: money(most),
    several: sources.length > 1,
    sources: sources.map((payment) => ({
      id: payment.id,
      field: partField(payment.id),
      label: sourceName(payment),
      at: payment.requestedAt,
      most: money(payment.refundable),
      max: payment.refundable,
      byHand: payment.kind === 'collection',
      value: typed.parts[payment.id] ?? decimal(proposal.get(payment.id) ?? 0),
    })),
    byHand: sources.some(({ kind }) => kind === 'collection'),
    reasons: REFUND_REASONS.toReversed().map((reason) => ({
      value: reason,
      label: REFUND_REASON_LABELS[reason],
      chosen: reason === typed.reason,
    })),
    note: typed.note ?? '',
    stillOwed: typed.stillOwed,
    overpaidSum: overpaid > 0 ? money(overpaid) : undefined,
    outcome: {
      valid,
      amount: money(amount),
      cases: cases.map((each) => ({ ...each, shown: each.name === shown })),
      numbers: JSON.stringify({
        ...format.moneyStyle(currency),
        max: most,
        outstanding: most,
        held: 0,
        overpaid,
      }),
    },
    errors: problem?.field === undefined ? {} : { [problem.field]: problem.message },
    problem: problem?.field === undefined ? problem : undefined,
  };
}

/** Which outcome holds; the browser decides it the same way while an amount is typed. */
function caseOf(amount: number, most: number, overpaid: number, stillOwed: boolean): string {
  const share = amount === most ? 'all' : 'part';
  if (stillOwed) return `${share}-owed`;
  return amount <= overpaid ? 'overpaid' : `${share}-waived`;
}

export function sourceName({ kind, card, collection }: PaymentView): string {
  const name = cardName(card);
  if (kind === 'collection') return collection?.methodLabel ?? 'Collection';
  return name === '' ? 'Card' : name;
}

function whyNothing({ payments }: BookingView, only: string | undefined): string {
  const open = payments.find(({ id, operation }) => operation && (only ?? id) === id);
  if (open) return `A ${open.operation?.kind ?? 'change'} is under way. Wait for its outcome.`;
  return 'There is nothing to give back: nothing was taken, or it went back already, or it is disputed.';
}

function minorIn(text: string, currency: string): number | undefined {
  try {
    return Money.parse(text, currency).amount;
  } catch {
    return undefined;
  }
}
