import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BookingRow } from '../../../application/booking/booking.views.js';
import { mentionsIn, rankSuggestions } from '../../../application/payment/link-suggestions.js';
import type { UnmatchedPaymentView } from '../../../application/payment/unmatched-payment.views.js';
import type { CardSummary } from '../../../domain/payment/payment-report.js';
import type { PaymentState } from '../../../domain/payment/payment-transitions.js';
import type { Dismissal, PutBack } from '../../../domain/payment/unmatched-payment.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { bookingRowFrom, LISTED_COLUMNS, type ListedBooking } from '../booking/booking-views.js';

/** As the driver gives it: `bigint` is text. */
export interface ListedUnmatched {
  readonly id: string;
  readonly payment_intent: string;
  readonly state: PaymentState;
  readonly currency: string;
  readonly amount: string;
  readonly captured: string;
  readonly refunded: string;
  readonly card: CardSummary | null;
  readonly capture_before: string | null;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_email: string;
  readonly stripe_customer: string;
  readonly description: string | null;
  readonly named_booking: string | null;
  readonly made_at: Date;
  readonly linked_booking: string | null;
  readonly linked_reference: string | null;
  readonly linked_by: Actor | null;
  readonly linked_at: Date | null;
  readonly dismissed_note: string | null;
  readonly dismissed_by: Actor | null;
  readonly dismissed_at: Date | null;
  readonly put_back: PutBackRow | null;
}

type Found = Omit<UnmatchedPaymentView, 'suggestions'>;

export const UNMATCHED_SELECT = `
  SELECT u.id, u.payment_intent, u.state, u.currency, u.amount, u.captured, u.refunded,
         u.payment -> 'card' AS card, u.payment ->> 'capture_before' AS capture_before,
         u.customer_id, c.name AS customer_name, c.email AS customer_email, u.stripe_customer,
         u.description, u.named_booking, u.made_at,
         u.linked_booking, l.reference AS linked_reference, u.linked_by, u.linked_at,
         u.dismissed_note, u.dismissed_by, u.dismissed_at, u.put_back
    FROM unmatched_payments u
    JOIN customers c ON c.id = u.customer_id
    LEFT JOIN bookings l ON l.id = u.linked_booking`;

/** Of a customer with more bookings, the latest. */
const CUSTOMERS_BOOKINGS = 50;
const SUGGESTED = 5;

const CANDIDATES = `
  SELECT u.id AS unmatched, b.*
    FROM jsonb_to_recordset($1) AS u (id uuid, customer uuid, currency text, named uuid, mentions text[])
   CROSS JOIN LATERAL (
     (SELECT ${LISTED_COLUMNS} FROM bookings b
       WHERE b.customer_id = u.customer AND b.currency = u.currency
       ORDER BY b.registered_at DESC LIMIT ${CUSTOMERS_BOOKINGS})
     UNION
     (SELECT ${LISTED_COLUMNS} FROM bookings b WHERE b.id = u.named)
     UNION
     (SELECT ${LISTED_COLUMNS} FROM bookings b WHERE b.reference = ANY (u.mentions))
   ) b`;

/** The rows with the bookings they may have been for: one more statement, however many rows. */
export async function unmatchedViews(
  dataSource: DataSource,
  rows: readonly ListedUnmatched[],
  now: Date,
): Promise<UnmatchedPaymentView[]> {
  const found = rows.map(foundFrom);
  const candidates = await candidatesFor(dataSource, found, now);
  return found.map((each) => ({
    ...each,
    suggestions: rankSuggestions(each, candidates.get(each.id) ?? []).slice(0, SUGGESTED),
  }));
}

async function candidatesFor(
  dataSource: DataSource,
  found: readonly Found[],
  now: Date,
): Promise<ReadonlyMap<string, BookingRow[]>> {
  const open = found.filter(({ linked }) => !linked);
  const candidates = new Map<string, BookingRow[]>(open.map(({ id }) => [id, []]));
  if (open.length === 0) return candidates;
  const asked = open.map(({ id, customer, currency, namedBooking, description }) => ({
    id,
    customer: customer.id,
    currency,
    named: namedBooking !== undefined && isUuid(namedBooking) ? namedBooking : null,
    mentions: mentionsIn(description),
  }));
  const rows = await dataSource.query<(ListedBooking & { unmatched: string })[]>(CANDIDATES, [
    JSON.stringify(asked),
  ]);
  for (const row of rows) candidates.get(row.unmatched)?.push(bookingRowFrom(row, now));
  return candidates;
}

function foundFrom(row: ListedUnmatched): Found {
  const { linked_booking: booking, linked_reference: reference, linked_by: by, linked_at: at } = row;
  return {
    id: row.id,
    paymentIntent: row.payment_intent,
    state: row.state,
    currency: row.currency,
    amount: Number(row.amount),
    captured: Number(row.captured),
    refunded: Number(row.refunded),
    card: row.card ?? undefined,
    captureBefore: row.capture_before === null ? undefined : new Date(row.capture_before),
    customer: {
      id: row.customer_id,
      name: row.customer_name,
      email: row.customer_email,
      stripeCustomer: row.stripe_customer,
    },
    description: row.description ?? undefined,
    namedBooking: row.named_booking ?? undefined,
    madeAt: row.made_at,
    linked:
      booking !== null && by !== null && at !== null
        ? { booking, reference: reference ?? booking, by, at }
        : undefined,
    dismissed: dismissalFrom(row),
    putBack: putBackFrom(row.put_back),
  };
}

/** As JSON writes it: times are text. */
export interface PutBackRow {
  readonly by: Actor;
  readonly at: string;
  readonly was: Omit<Dismissal, 'at'> & { readonly at: string };
}

export function putBackFrom(row: PutBackRow | null): PutBack | undefined {
  if (row === null) return undefined;
  return { by: row.by, at: new Date(row.at), was: { ...row.was, at: new Date(row.was.at) } };
}

export function dismissalFrom(
  row: Pick<ListedUnmatched, 'dismissed_note' | 'dismissed_by' | 'dismissed_at'>,
): Dismissal | undefined {
  const { dismissed_note: note, dismissed_by: by, dismissed_at: at } = row;
  return note !== null && by !== null && at !== null ? { note, by, at } : undefined;
}
