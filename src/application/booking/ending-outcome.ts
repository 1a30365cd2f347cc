import type { PlannedOperation } from '../../domain/booking/ending.js';
import type { BookingView, PaymentView, TimelineEntry } from './booking.views.js';

/** What came of one thing that was decided with a cancellation or a no-show. */
export interface EndedOperation {
  readonly payment: string;
  readonly kind: PlannedOperation['kind'];
  /** Minor units. */
  readonly amount: number;
  /** `refused`: by Stripe; the booking's page offers it again. */
  readonly outcome: 'done' | 'under_way' | 'refused';
  /** Why it was refused. */
  readonly note?: string;
}

/** By the booking as it stands now. Empty when the decision asked for nothing. */
export function endingOutcome(booking: BookingView, decision: string): EndedOperation[] {
  const entry = booking.timeline.find(({ data }) => data.decision === decision);
  return decidedIn(entry).map(({ id, payment, kind, amount }) => {
    const view = booking.payments.find((each) => each.id === payment);
    const outcome = view ? outcomeOf(view, id, kind) : 'under_way';
    return {
      payment,
      kind,
      amount: amount.amount,
      outcome,
      note: outcome === 'refused' ? whyRefused(view) : undefined,
    };
  });
}

/** As the event was stored: see `DecidedEnding`. */
interface StoredOperation {
  readonly id: string;
  readonly payment: string;
  readonly kind: PlannedOperation['kind'];
  readonly amount: { readonly amount: number };
}

function decidedIn(entry: TimelineEntry | undefined): readonly StoredOperation[] {
  return (entry?.data.operations ?? []) as readonly StoredOperation[];
}

function outcomeOf(
  { state, operation, refunds }: PaymentView,
  id: string,
  kind: PlannedOperation['kind'],
): EndedOperation['outcome'] {
  if (operation?.id === id) return 'under_way';
  switch (kind) {
    case 'capture':
      return state === 'succeeded' ? 'done' : 'refused';
    case 'release':
      return state === 'released' || state === 'expired' ? 'done' : 'refused';
    case 'refund':
      return refunds.some((refund) => refund.operation === id && refund.status !== 'failed')
        ? 'done'
        : 'refused';
  }
}

function whyRefused(view: PaymentView | undefined): string | undefined {
  return view && (view.note ?? `The payment is ${view.state.replaceAll('_', ' ')} in Stripe by now.`);
}
