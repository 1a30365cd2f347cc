import { CustomerLink, type CustomerLinkData } from '../../../domain/customer-link/customer-link.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';

/** `bigint` arrives as text. */
export interface CustomerLinkRow {
  readonly id: string;
  readonly token: string;
  readonly purpose: CustomerLinkData['purpose'];
  readonly customer_id: string;
  readonly booking_id: string | null;
  readonly payment_id: string | null;
  readonly currency: string | null;
  readonly amount: string | null;
  readonly expires_at: Date;
  readonly created_at: Date;
  readonly created_by: Actor;
  readonly stopped_at: Date | null;
  readonly stopped_by: Actor | null;
  readonly stop_reason: string | null;
  readonly attempt: string | null;
}

export function customerLinkFrom(row: CustomerLinkRow): CustomerLink {
  return CustomerLink.restore({
    id: row.id,
    token: row.token,
    purpose: row.purpose,
    customer: row.customer_id,
    booking: row.booking_id ?? undefined,
    payment: row.payment_id ?? undefined,
    amount:
      row.amount === null || row.currency === null ? undefined : Money.of(Number(row.amount), row.currency),
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    stopped:
      row.stopped_at && row.stopped_by
        ? { at: row.stopped_at, by: row.stopped_by, why: row.stop_reason ?? undefined }
        : undefined,
    attempt: row.attempt ?? undefined,
  });
}

export function customerLinkColumns(link: CustomerLink): Record<keyof CustomerLinkRow, unknown> {
  const data = link.toData();
  return {
    id: data.id,
    token: data.token,
    purpose: data.purpose,
    customer_id: data.customer,
    booking_id: data.booking ?? null,
    payment_id: data.payment ?? null,
    currency: data.amount?.currency ?? null,
    amount: data.amount?.amount ?? null,
    expires_at: data.expiresAt,
    created_at: data.createdAt,
    created_by: JSON.stringify(data.createdBy),
    stopped_at: data.stopped?.at ?? null,
    stopped_by: data.stopped ? JSON.stringify(data.stopped.by) : null,
    stop_reason: data.stopped?.why ?? null,
    attempt: data.attempt ?? null,
  };
}
