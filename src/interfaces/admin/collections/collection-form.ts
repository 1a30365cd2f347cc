import type { BookingView } from '../../../application/booking/booking.views.js';
import type { ListedMethod } from '../../../application/collection/collection-methods.port.js';
import { Money } from '../../../domain/shared/money.js';
import type { FormProblem } from '../forms/form-errors.js';
import { outcomeAfter } from '../payments/status-after.js';
import type { Format } from '../views/format.js';

export interface TypedCollection {
  readonly amount?: string;
  readonly method?: string;
  readonly receivedOn?: string;
  readonly note?: string;
}

export interface CollectionFormInput {
  readonly booking: BookingView;
  readonly methods: readonly ListedMethod[];
  readonly today: string;
  readonly decision: string;
  readonly typed: TypedCollection;
  readonly problem?: FormProblem;
}

/** The dialog that writes down money taken outside Stripe, and says what becomes of the booking. */
export function collectionForm(
  { booking, methods, today, decision, typed, problem }: CollectionFormInput,
  format: Format,
) {
  const { currency, outstanding } = booking;
  const money = (amount: number) => format.money(Math.max(0, amount), currency);
  const asked = typed.amount === undefined ? outstanding : amountIn(typed.amount, currency);
  const valid = asked !== undefined && asked > 0 && asked <= outstanding;
  const amount = valid ? asked : outstanding;
  const errors = problem?.field === undefined ? {} : { [problem.field]: problem.message };
  return {
    booking,
    decision,
    action: `/bookings/${booking.id}/collections`,
    back: `/bookings/${booking.id}`,
    symbol: format.symbol(currency),
    subtitle: `${booking.reference} · ${money(outstanding)} of ${money(booking.total)} outstanding`,
    blocked:
      outstanding === 0 && !problem
        ? 'Nothing is outstanding. If the customer owes more, change the booking’s total first.'
        : undefined,
    typed: {
      amount: typed.amount ?? Money.of(outstanding, currency).toDecimal(),
      receivedOn: typed.receivedOn ?? today,
      note: typed.note ?? '',
    },
    today,
    most: money(outstanding),
    methods: methods
      .filter(({ isRetired }) => !isRetired)
      .map(({ code, label }) => ({ code, label, chosen: code === typed.method })),
    covered: coveredBy(booking, money),
    outcome: {
      valid,
      amount: money(amount),
      left: money(outstanding - amount),
      hasLeft: amount < outstanding,
      ifAll: outcomeAfter(booking, { collected: outstanding }),
      ifPart: outcomeAfter(booking, { collected: Math.min(1, outstanding) }),
      numbers: JSON.stringify({ ...format.moneyStyle(currency), max: outstanding, outstanding, held: 0 }),
    },
    errors,
    problem: problem?.field === undefined ? problem : undefined,
  };
}

/** Money in hand is a fact; what else was to bring it in is then for nothing. */
function coveredBy({ held, inFlight }: BookingView, money: (amount: number) => string): string | undefined {
  if (held + inFlight === 0) return undefined;
  const what =
    inFlight === 0 ? `${money(held)} is held on the card` : `${money(held + inFlight)} is held or under way`;
  return `${what} for this booking already. Record what you received all the same; if it pays for the same, release the hold afterwards.`;
}

function amountIn(text: string, currency: string): number | undefined {
  try {
    return Money.parse(text, currency).amount;
  } catch {
    return undefined;
  }
}
