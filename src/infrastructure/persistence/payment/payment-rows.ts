import type { CardSummary, Decline } from '../../../domain/payment/payment-report.js';
import type { PaymentOperation, RefundReason } from '../../../domain/payment/payment-operation.js';
import type { Replacement } from '../../../domain/payment/payment-data.js';
import type { Checkout } from '../../../domain/payment/checkout.js';
import type { PaymentData, PaymentKind } from '../../../domain/payment/payment.js';
import type { PaymentState } from '../../../domain/payment/payment-transitions.js';
import type { Refund } from '../../../domain/payment/refund.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';
import { disputeFrom, DISPUTES_AS_JSON, type DisputeRow } from './dispute-rows.js';
import { COLLECTION_AS_JSON, collectionFrom, type CollectionRow } from '../collection/collection-rows.js';

export interface RefundRow {
  readonly note: string | null;
  readonly of_overpaid: number | null;
  readonly owed_decided: boolean;
  readonly id: string;
  readonly amount: number;
  readonly status: Refund['status'];
  readonly reason: string | null;
  readonly operation_id: string | null;
  readonly still_owed: boolean;
  readonly created_at: string;
}

/**
 * A payment with its refunds and disputes, as PostgreSQL's `to_jsonb` writes them: amounts are JSON numbers
 * (within 2^53 by Money's own bounds), times ISO text.
 */
export interface PaymentRow extends CollectionRow {
  readonly id: string;
  readonly booking_id: string;
  readonly kind: PaymentKind;
  readonly state: PaymentState;
  readonly currency: string;
  readonly amount: number;
  readonly captured: number;
  readonly payment_method: string | null;
  readonly card: CardSummary | null;
  readonly stripe_customer: string | null;
  readonly payment_intent: string | null;
  readonly charge: string | null;
  readonly link_id: string | null;
  readonly replaces: string | null;
  readonly replaces_release: string | null;
  readonly replaces_decided: boolean | null;
  readonly checkout_session: string | null;
  readonly checkout_url: string | null;
  readonly checkout_expires_at: string | null;
  readonly capture_before: string | null;
  readonly decline: Decline | null;
  readonly note: string | null;
  readonly operation_id: string | null;
  readonly operation_kind: PaymentOperation['kind'] | null;
  readonly operation_amount: number | null;
  readonly operation_in_doubt: boolean | null;
  readonly operation_requested_at: string | null;
  readonly operation_by: Actor | null;
  readonly operation_reason: RefundReason | null;
  readonly operation_still_owed: boolean | null;
  readonly operation_note: string | null;
  readonly operation_of_overpaid: number | null;
  readonly requested_at: string;
  readonly requested_by: Actor;
  readonly refunds: readonly RefundRow[];
  readonly disputes: readonly DisputeRow[];
}

/** SQL: the payments that `where` selects (of `p`), oldest first, as one JSON array of PaymentRow. */
export function paymentsAsJson(where: string): string {
  return `
    SELECT coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object(
             'refunds', (SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.created_at, r.id), '[]')
                           FROM refunds r WHERE r.payment_id = p.id),
             'disputes', ${DISPUTES_AS_JSON},${COLLECTION_AS_JSON}
           ) ORDER BY p.position), '[]') AS payments
      FROM payments p WHERE ${where}`;
}

export function paymentFrom(row: PaymentRow): PaymentData {
  const money = (amount: number) => Money.of(amount, row.currency);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    amount: money(row.amount),
    captured: money(row.captured),
    refunds: row.refunds.map((refund) => ({
      id: refund.id,
      amount: money(refund.amount),
      status: refund.status,
      reason: refund.reason ?? undefined,
      operation: refund.operation_id ?? undefined,
      stillOwed: refund.still_owed,
      isOwedDecided: refund.owed_decided || undefined,
      ofOverpaid: typeof refund.of_overpaid === 'number' ? money(refund.of_overpaid) : undefined,
      note: refund.note ?? undefined,
      createdAt: new Date(refund.created_at),
    })),
    disputes: row.disputes.map((dispute) => disputeFrom(dispute, row.currency)),
    paymentMethod: row.payment_method ?? undefined,
    card: row.card ?? undefined,
    stripeCustomer: row.stripe_customer ?? undefined,
    paymentIntent: row.payment_intent ?? undefined,
    charge: row.charge ?? undefined,
    checkout: checkoutFrom(row),
    replaces: replacementFrom(row),
    captureBefore: dateFrom(row.capture_before),
    decline: row.decline ?? undefined,
    collection: collectionFrom(row),
    note: row.note ?? undefined,
    operation: operationFrom(row),
    requestedAt: new Date(row.requested_at),
    requestedBy: row.requested_by,
  };
}

function replacementFrom(row: PaymentRow): Replacement | undefined {
  const { replaces: payment, replaces_release: release, replaces_decided: isDecided } = row;
  if (payment === null || release === null) return undefined;
  return { payment, release, isDecided: isDecided === true ? true : undefined };
}

function checkoutFrom(row: PaymentRow): Checkout | undefined {
  const { link_id: link, checkout_session: session, checkout_url: url } = row;
  const expiresAt = dateFrom(row.checkout_expires_at);
  if (link === null || !expiresAt) return undefined;
  return { link, expiresAt, session: session ?? undefined, url: url ?? undefined };
}

function operationFrom(row: PaymentRow): PaymentOperation | undefined {
  const { operation_id: id, operation_kind: kind, operation_amount: amount, operation_by: by } = row;
  const { operation_requested_at: requestedAt, operation_in_doubt: inDoubt } = row;
  if (id === null || kind === null || amount === null || by === null) return undefined;
  if (requestedAt === null || inDoubt === null) return undefined;
  const decided = {
    id,
    amount: Money.of(amount, row.currency),
    inDoubt,
    requestedAt: new Date(requestedAt),
    by,
  };
  if (kind !== 'refund') return { ...decided, kind };
  const { operation_reason: reason, operation_still_owed: stillOwed } = row;
  if (reason === null || stillOwed === null) throw new Error(`Refund ${id} was stored without its reason.`);
  const { operation_note: note, operation_of_overpaid: overpaid } = row;
  const ofOverpaid = overpaid === null ? undefined : Money.of(overpaid, row.currency);
  return { ...decided, kind, reason, note: note ?? undefined, stillOwed, ofOverpaid };
}

/** A payment as a row for `jsonb_to_recordset`. */
export function payloadFrom(payment: PaymentData, booking: string, position: number) {
  const { operation } = payment;
  const refund = operation?.kind === 'refund' ? operation : undefined;
  return {
    id: payment.id,
    booking_id: booking,
    position,
    kind: payment.kind,
    state: payment.state,
    currency: payment.amount.currency,
    amount: payment.amount.amount,
    captured: payment.captured.amount,
    payment_method: payment.paymentMethod,
    card: payment.card,
    stripe_customer: payment.stripeCustomer,
    payment_intent: payment.paymentIntent,
    charge: payment.charge,
    replaces: payment.replaces?.payment,
    replaces_release: payment.replaces?.release,
    replaces_decided: payment.replaces && (payment.replaces.isDecided ?? false),
    link_id: payment.checkout?.link,
    checkout_session: payment.checkout?.session,
    checkout_url: payment.checkout?.url,
    checkout_expires_at: payment.checkout?.expiresAt,
    capture_before: payment.captureBefore,
    decline: payment.decline,
    note: payment.note,
    collection_method: payment.collection?.method,
    received_on: payment.collection?.receivedOn,
    operation_id: operation?.id,
    operation_kind: operation?.kind,
    operation_amount: operation?.amount.amount,
    operation_in_doubt: operation?.inDoubt,
    operation_requested_at: operation?.requestedAt,
    operation_by: operation?.by,
    operation_reason: refund?.reason,
    operation_still_owed: refund?.stillOwed,
    operation_note: refund?.note,
    operation_of_overpaid: refund?.ofOverpaid?.amount,
    requested_at: payment.requestedAt,
    requested_by: payment.requestedBy,
  };
}

/** The columns of `payloadFrom`, with their types. */
export const PAYMENT_COLUMNS = {
  id: 'uuid',
  booking_id: 'uuid',
  position: 'int',
  kind: 'text',
  state: 'text',
  currency: 'text',
  amount: 'bigint',
  captured: 'bigint',
  payment_method: 'text',
  card: 'jsonb',
  stripe_customer: 'text',
  payment_intent: 'text',
  charge: 'text',
  link_id: 'uuid',
  replaces: 'uuid',
  replaces_release: 'uuid',
  replaces_decided: 'boolean',
  checkout_session: 'text',
  checkout_url: 'text',
  checkout_expires_at: 'timestamptz',
  capture_before: 'timestamptz',
  decline: 'jsonb',
  note: 'text',
  collection_method: 'text',
  received_on: 'date',
  operation_id: 'uuid',
  operation_kind: 'text',
  operation_amount: 'bigint',
  operation_in_doubt: 'boolean',
  operation_requested_at: 'timestamptz',
  operation_by: 'jsonb',
  operation_reason: 'text',
  operation_still_owed: 'boolean',
  operation_note: 'text',
  operation_of_overpaid: 'bigint',
  requested_at: 'timestamptz',
  requested_by: 'jsonb',
} as const satisfies Record<keyof ReturnType<typeof payloadFrom>, string>;

function dateFrom(text: string | null): Date | undefined {
  return text === null ? undefined : new Date(text);
}
