import type { BookingRow } from '../../../application/booking/booking.views.js';
import type {
  SuggestionReason,
  UnmatchedPaymentView,
} from '../../../application/payment/unmatched-payment.views.js';
import { statusBadge } from '../bookings/badges.js';
import { by } from '../bookings/actor-name.js';
import type { FormProblem } from '../forms/form-errors.js';
import type { Format } from '../views/format.js';
import { linkOutcome } from './link-outcome.js';
import { REASON_WORDS, rowView } from './unmatched-view.js';

export interface LinkFormInput {
  readonly found: UnmatchedPaymentView;
  /** The booking that was chosen, or that one came from. */
  readonly chosen?: BookingRow;
  readonly q: string;
  /** What the search found; undefined when nothing was searched for. */
  readonly results?: readonly BookingRow[];
  readonly decision: string;
  readonly problem?: FormProblem;
}

/** Which booking was it for? Each says why it is suggested and what it becomes, before anything is pressed. */
export function linkForm(input: LinkFormInput, dashboard: string, format: Format) {
  const { found, q, results, decision, problem } = input;
  const suggested = suggestionsIn(input);
  const preselected = input.chosen?.id ?? sure(suggested);
  const option = ({ booking, reasons }: Suggested) =>
    optionView(booking, reasons, found, preselected, format);
  const searched = results?.map((booking) => option({ booking, reasons: reasonsOf(found, booking) }));
  return {
    ...rowView(found, dashboard),
    action: `/unmatched-payments/${found.id}/link`,
    searchAction: `/unmatched-payments/${found.id}/link/new`,
    decision,
    q,
    options: searched ?? suggested.map(option),
    legend: searched ? `Found for “${q}”` : 'Which booking was it for?',
    noneFound: (searched ?? suggested).length === 0,
    searched: searched !== undefined,
    sum: format.money(found.amount, found.currency),
    linked: found.linked && {
      ...found.linked,
      by: by(found.linked.by),
      href: `/bookings/${found.linked.booking}`,
    },
    problem: problem && { ...problem, general: problem.field === undefined },
  };
}

interface Suggested {
  readonly booking: BookingRow;
  readonly reasons: readonly SuggestionReason[];
}

function suggestionsIn({ found, chosen }: LinkFormInput): Suggested[] {
  if (!chosen || found.suggestions.some(({ booking }) => booking.id === chosen.id))
    return [...found.suggestions];
  return [{ booking: chosen, reasons: reasonsOf(found, chosen) }, ...found.suggestions];
}

function reasonsOf(found: UnmatchedPaymentView, { id, customer }: BookingRow): readonly SuggestionReason[] {
  const suggested = found.suggestions.find(({ booking }) => booking.id === id);
  return suggested?.reasons ?? (customer.id === found.customer.id ? ['customer'] : []);
}

/** More than being the same customer's speaks for it. */
function sure([best]: readonly Suggested[]): string | undefined {
  return best && best.reasons.some((reason) => reason !== 'customer') ? best.booking.id : undefined;
}

function optionView(
  booking: BookingRow,
  reasons: readonly SuggestionReason[],
  found: UnmatchedPaymentView,
  preselected: string | undefined,
  format: Format,
) {
  const fits = booking.currency === found.currency;
  return {
    id: booking.id,
    value: `${booking.id}.${booking.version}`,
    reference: booking.reference,
    service: booking.service,
    startsAt: booking.startsAt,
    badge: statusBadge(booking.paymentStatus),
    outstanding: format.money(booking.outstanding, booking.currency),
    someoneElse: booking.customer.id === found.customer.id ? undefined : booking.customer.name,
    reasons: reasons.map((reason) => REASON_WORDS[reason]),
    checked: fits && booking.id === preselected,
    outcome: fits ? linkOutcome(booking, found, format) : undefined,
    otherCurrency: fits ? undefined : booking.currency,
  };
}
