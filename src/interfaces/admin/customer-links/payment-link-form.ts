import type { BookingView } from '../../../application/booking/booking.views.js';
import { Money } from '../../../domain/shared/money.js';
import type { FormProblem } from '../forms/form-errors.js';
import { outcomeAfter } from '../payments/status-after.js';
import type { Format } from '../views/format.js';

export interface TypedLink {
  readonly amount?: string;
  readonly days?: string;
  readonly way?: string;
}

export interface PaymentLinkFormInput {
  readonly booking: BookingView;
  readonly decision: string;
  readonly typed: TypedLink;
  readonly usualDays: number;
  readonly problem?: FormProblem;
}

/** The dialog that asks a customer to pay by a link. */
export function paymentLinkForm(
  { booking, decision, typed, usualDays, problem }: PaymentLinkFormInput,
  format: Format,
) {
  const { currency, outstanding, held, inFlight } = booking;
  const money = (amount: number) => format.money(Math.max(0, amount), currency);
  const asked = typed.amount === undefined ? outstanding : amountIn(typed.amount, currency);
  const valid = asked !== undefined && asked > 0 && asked <= outstanding;
  const amount = valid ? asked : outstanding;
  return {
    booking,
    decision,
    action: `/bookings/${booking.id}/payment-links`,
    back: `/bookings/${booking.id}`,
    subtitle: `${booking.reference} · ${money(outstanding)} of ${money(booking.total)} outstanding`,
    symbol: format.symbol(currency),
    most: money(outstanding),
    blocked:
      outstanding === 0 && !problem
        ? 'Nothing is outstanding. If the customer owes more, change the booking’s total first.'
        : undefined,
    covered:
      held + inFlight > 0
        ? `${money(held + inFlight)} of it is held or under way already. By the link, the customer can pay no more than the rest.`
        : undefined,
    typed: {
      amount: typed.amount ?? Money.of(outstanding, currency).toDecimal(),
      days: typed.days ?? String(usualDays),
    },
    ways: { email: booking.customer.email, byMail: typed.way !== 'copy' },
    outcome: {
      valid,
      amount: money(amount),
      left: money(outstanding - amount),
      hasLeft: amount < outstanding,
      ifAll: outcomeAfter(booking, { captured: outstanding }),
      ifPart: outcomeAfter(booking, { captured: Math.min(1, outstanding) }),
      numbers: JSON.stringify({ ...format.moneyStyle(currency), max: outstanding, outstanding, held: 0 }),
    },
    errors: problem?.field === undefined ? {} : { [problem.field]: problem.message },
    problem: problem?.field === undefined ? problem : undefined,
  };
}

function amountIn(text: string, currency: string): number | undefined {
  try {
    return Money.parse(text, currency).amount;
  } catch {
    return undefined;
  }
}
