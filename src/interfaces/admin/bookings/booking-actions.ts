import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import type { Format } from '../views/format.js';

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly primary: boolean;
  /** Why it can't be done now; then it is shown, but can't be pressed. */
  readonly why?: string;
  /** Why it is offered first. */
  readonly hint?: string;
}

/** As it stands on the page: a reason that several actions share stands once, below the last of them. */
export interface ShownAction extends Action {
  readonly reason?: { readonly id: string; readonly text?: string };
}

const NOTHING_OUTSTANDING = 'Nothing is outstanding. To charge more, change the total first.';

/** What can be done about this booking's money now, and why the rest can't. */
export function bookingActions(booking: BookingView, format: Format): ShownAction[] {
  const holds = booking.payments.filter((payment) => payment.state === 'authorized');
  const several = holds.length > 1;
  const why = whyNotCharge(booking, format);
  const capturable = holds.some((hold) => !hold.operation);
  const toCapture = coversAll(booking) ? holds.find((hold) => !hold.operation) : undefined;
  const offered = offeredByOption(booking);
  const actions: Action[] = [
    ...holds.flatMap((hold, index) => holdActions(hold, index === 0, several, format)),
    {
      id: 'charge',
      label: 'Charge Customer',
      // What is outstanding is held already: charging it is capturing the hold.
      href: toCapture ? `/payments/${toCapture.id}/capture/new` : `/bookings/${booking.id}/charges/new`,
      primary: offered !== 'hold' && (!capturable || why === undefined),
      why: toCapture ? undefined : why,
      hint: toCapture
        ? 'Takes it from the hold.'
        : offered === 'charge'
          ? AS_THE_OPTION_SAYS.charge
          : undefined,
    },
    {
      id: 'hold',
      label: 'Place a hold',
      href: `/bookings/${booking.id}/holds/new`,
      primary: offered === 'hold' && why === undefined,
      why: why && (holds.length > 0 ? undefined : why),
      hint: offered === 'hold' ? AS_THE_OPTION_SAYS.hold : undefined,
    },
    {
      id: 'payment-link',
      label: 'Send a payment link',
      href: `/bookings/${booking.id}/payment-links/new`,
      primary: false,
    },
    {
      id: 'collect',
      label: 'Record a collection',
      href: `/bookings/${booking.id}/collections/new`,
      primary: false,
    },
    {
      id: 'refund',
      label: 'Refund',
      href: `/bookings/${booking.id}/refunds/new`,
      primary: false,
    },
  ]
    .filter(({ id }) => id !== 'refund' || booking.payments.some(({ refundable }) => refundable > 0))
    // That nothing is owed is said once, where staff look for it first.
    .filter(({ id }) => !['payment-link', 'collect'].includes(id) || booking.outstanding > 0)
    .filter(({ id }) => id !== 'hold' || holds.length === 0 || why === undefined);
  // What the payment option asks for comes first.
  actions.sort((a, b) => Number(b.id === offered) - Number(a.id === offered));
  return actions.map((action, index) => ({ ...action, reason: reasonFor(action, actions.slice(index + 1)) }));
}

const AS_THE_OPTION_SAYS = {
  charge: 'Its payment option is Charge now, and nothing was taken yet.',
  hold: 'Its payment option is Pre-authorize, and nothing is held yet.',
};

/** What the payment option asks for, as long as nothing of the kind has happened. */
function offeredByOption(booking: BookingView): 'charge' | 'hold' | undefined {
  const { paymentOption, captured, collected, held, chargeable } = booking;
  if (paymentOption === 'later' || chargeable === 0 || captured + collected + held > 0) return undefined;
  return paymentOption === 'charge_now' ? 'charge' : 'hold';
}

/** Nothing is chargeable, and for no other reason than that it is held. */
function coversAll({ chargeable, outstanding, inFlight, held }: BookingView): boolean {
  return chargeable === 0 && outstanding > 0 && inFlight === 0 && held > 0;
}

function reasonFor({ id, why }: Action, later: readonly Action[]): ShownAction['reason'] {
  if (why === undefined) return undefined;
  const last = later.findLast((action) => action.why === why);
  return last ? { id: `why-${last.id}` } : { id: `why-${id}`, text: why };
}

function holdActions(hold: PaymentView, first: boolean, several: boolean, format: Format): Action[] {
  const amount = format.money(hold.amount, hold.currency);
  const { operation } = hold;
  const why =
    operation && `A ${operation.kind} of ${format.money(operation.amount, hold.currency)} is under way.`;
  return [
    {
      id: `capture-${hold.id}`,
      label: several ? `Capture ${amount}` : 'Capture the hold',
      href: `/payments/${hold.id}/capture/new`,
      primary: first && !why,
      why,
    },
    {
      id: `release-${hold.id}`,
      label: several ? `Release ${amount}` : 'Release the hold',
      href: `/payments/${hold.id}/release/new`,
      primary: false,
      why: undefined,
    },
  ].filter(({ id }) => !why || id.startsWith('capture'));
}

function whyNotCharge(booking: BookingView, format: Format): string | undefined {
  const { chargeable, outstanding, held, inFlight, currency } = booking;
  if (chargeable > 0) return undefined;
  if (outstanding === 0) return NOTHING_OUTSTANDING;
  const waiting = booking.payments.filter((payment) => payment.state === 'requires_action');
  const waitingFor = waiting.reduce((sum, payment) => sum + payment.amount, 0);
  if (waitingFor > 0 && waitingFor === inFlight) {
    const doing = waiting.some(({ checkout }) => !checkout) ? 'authenticate' : 'pay on Stripe’s page';
    return `${format.money(waitingFor, currency)} waits for the customer to ${doing}. To charge without waiting, give that payment up first.`;
  }
  if (inFlight > 0) return `${format.money(inFlight, currency)} is under way. Wait for its outcome.`;
  return `All that is outstanding is held: ${format.money(held, currency)}. Capture the hold, or release it first.`;
}
