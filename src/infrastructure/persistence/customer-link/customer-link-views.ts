import type {
  CustomerLinkView,
  LinkPayment,
  LinkState,
} from '../../../application/customer-link/customer-link.views.js';
import type { PaymentGateway } from '../../../application/payment/payment-gateway.port.js';
import { standingOf, type CustomerLink } from '../../../domain/customer-link/customer-link.js';
import { summaryOf } from '../../../domain/customer/card.js';
import { isInFlight } from '../../../domain/payment/payment-transitions.js';
import { Money } from '../../../domain/shared/money.js';
import { cardFrom, type CardRow } from '../customer/card-rows.js';
import { paymentFrom, type PaymentRow } from '../payment/payment-rows.js';
import { customerLinkFrom, type CustomerLinkRow } from './customer-link-rows.js';

export interface ShownLink extends CustomerLinkRow {
  readonly customer_name: string;
  readonly customer_email: string;
  readonly reference: string | null;
  readonly service: string | null;
  readonly starts_at: Date | null;
  readonly chargeable: string | null;
  /** Of a payment to authenticate: whether all that it would take is owed still. */
  readonly still_owed: boolean | null;
  readonly payments: readonly PaymentRow[] | null;
  readonly card_given: boolean;
  readonly card: CardRow | null;
}

/** SQL: what Booking.isStillOwed says of a payment in flight. */
const STILL_OWED = `(
  SELECT greatest(0, b.outstanding
                     - greatest(0, b.held - coalesce(CASE WHEN o.state = 'authorized' THEN o.amount END, 0))
                     - greatest(0, b.in_flight - a.amount)) >= a.amount
    FROM payments a LEFT JOIN payments o ON o.id = a.replaces
   WHERE a.id = l.payment_id)`;

/** SQL: links `l` with all that a view tells; the WHERE and what follows are the caller's. */
export const SHOWN_LINKS = `
  SELECT l.*, c.name AS customer_name, c.email AS customer_email, b.reference, b.service, b.starts_at, b.chargeable,
         (SELECT jsonb_agg(to_jsonb(p) || '{"refunds": [], "disputes": []}' ORDER BY p.position)
            FROM payments p WHERE p.link_id = l.id OR p.id = l.payment_id) AS payments,
         EXISTS (SELECT FROM card_setups s WHERE s.link_id = l.id AND s.card IS NOT NULL) AS card_given,
         (SELECT to_jsonb(k) FROM card_setups s JOIN cards k ON k.customer_id = s.customer_id AND k.id = s.card
           WHERE s.link_id = l.id ORDER BY s.started_at DESC LIMIT 1) AS card,
         ${STILL_OWED} AS still_owed
    FROM customer_links l
    JOIN customers c ON c.id = l.customer_id
    LEFT JOIN bookings b ON b.id = l.booking_id`;

export function customerLinkViewFrom(
  row: ShownLink,
  now: Date,
  gateway: Pick<PaymentGateway, 'accepts'>,
): CustomerLinkView {
  const link = customerLinkFrom(row).toData();
  const payments = (row.payments ?? []).map(linkPaymentFrom);
  const paid = payments.reduce((sum, { captured }) => sum + captured, 0);
  const payable = payableBy(row, paid);
  const isPayable =
    payable !== undefined &&
    link.amount !== undefined &&
    gateway.accepts(Money.of(payable, link.amount.currency));
  return {
    id: link.id,
    token: link.token,
    purpose: link.purpose,
    state: row.card_given
      ? 'settled'
      : stateOf(link, payments, { paid, isPayable, isOwed: row.still_owed !== false }, now),
    expiresAt: link.expiresAt,
    createdAt: link.createdAt,
    createdBy: link.createdBy,
    stopped: link.stopped,
    customer: { id: link.customer, name: row.customer_name, email: row.customer_email },
    booking:
      link.booking !== undefined && row.reference !== null && row.service !== null && row.starts_at !== null
        ? { id: link.booking, reference: row.reference, service: row.service, startsAt: row.starts_at }
        : undefined,
    currency: row.currency ?? row.payments?.[0]?.currency,
    amount: link.amount?.amount,
    paid,
    payable,
    payments,
    card: row.card ? summaryOf(cardFrom(row.card)) : undefined,
  };
}

/** What is left of what it asks for, and no more than may be charged on the booking now. */
function payableBy({ purpose, amount, chargeable }: ShownLink, paid: number): number | undefined {
  if (purpose !== 'pay' || amount === null || chargeable === null) return undefined;
  return Math.max(0, Math.min(Number(amount) - paid, Number(chargeable)));
}

/** What became of it comes first, then why it can't be followed any more. */
function stateOf(
  link: ReturnType<CustomerLink['toData']>,
  payments: readonly LinkPayment[],
  {
    paid,
    isPayable,
    isOwed,
  }: { readonly paid: number; readonly isPayable: boolean; readonly isOwed: boolean },
  now: Date,
): LinkState {
  const standing = standingOf(link, now);
  if (link.purpose === 'authenticate') {
    const [payment] = payments;
    if (payment?.state === 'succeeded' || payment?.state === 'authorized') return 'paid';
    if (payment?.state !== 'requires_action') return 'settled';
    return standing === 'open' && !isOwed ? 'settled' : standing;
  }
  if (link.purpose !== 'pay') return standing;
  if (link.amount && paid >= link.amount.amount) return 'paid';
  if (standing === 'stopped') return standing;
  if (payments.some(({ state }) => isInFlight(state))) return 'paying';
  if (standing !== 'open') return standing;
  return isPayable ? 'open' : 'settled';
}

function linkPaymentFrom(row: PaymentRow): LinkPayment {
  const { id, state, amount, captured, requestedAt, card, decline, paymentIntent } = paymentFrom(row);
  return {
    id,
    state,
    amount: amount.amount,
    captured: captured.amount,
    requestedAt,
    card,
    decline,
    paymentIntent,
  };
}
