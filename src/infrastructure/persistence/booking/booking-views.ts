import type { BookingRow } from '../../../application/booking/booking.views.js';
import { flagsAt } from '../../../domain/booking/booking-flags.js';
import type { BookingLife } from '../../../domain/booking/booking-life.js';
import type { PaymentOption } from '../../../domain/booking/booking.js';
import type { PaymentStatus } from '../../../domain/booking/payment-status.js';

/** A row of `bookings` as the driver gives it: `bigint` is text. */
export interface ListedBooking {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_email: string;
  readonly customer_phone: string | null;
  readonly service: string;
  readonly starts_at: Date;
  readonly payment_option: PaymentOption;
  readonly payment_status: PaymentStatus;
  readonly life: BookingLife;
  readonly registered_at: Date;
  readonly currency: string;
  readonly total: string;
  readonly captured: string;
  readonly collected: string;
  readonly refunded: string;
  readonly waived: string;
  readonly disputed: string;
  readonly held: string;
  readonly in_flight: string;
  readonly outstanding: string;
  readonly overpaid: string;
  readonly chargeable: string;
  readonly in_doubt: boolean;
  readonly action_required: boolean;
  readonly last_charge_declined: boolean;
  readonly refund_failed: boolean;
  readonly hold_expires_at: Date | null;
  readonly dispute_due_by: Date | null;
}

export const LISTED_COLUMNS = `b.id, b.reference, b.version, b.customer_id, b.customer_name, b.customer_email,
  b.customer_phone, b.service, b.starts_at, b.payment_option, b.payment_status, b.life, b.registered_at, b.currency, b.total,
  b.captured, b.collected, b.refunded, b.waived, b.disputed, b.held, b.in_flight, b.outstanding, b.overpaid,
  b.chargeable, b.in_doubt, b.action_required, b.last_charge_declined, b.refund_failed, b.hold_expires_at,
  b.dispute_due_by`;

export function bookingRowFrom(row: ListedBooking, now: Date): BookingRow {
  const holdExpiresAt = row.hold_expires_at ?? undefined;
  return {
    id: row.id,
    reference: row.reference,
    version: row.version,
    service: row.service,
    startsAt: row.starts_at,
    paymentOption: row.payment_option,
    paymentStatus: row.payment_status,
    life: row.life,
    currency: row.currency,
    total: Number(row.total),
    captured: Number(row.captured),
    collected: Number(row.collected),
    refunded: Number(row.refunded),
    waived: Number(row.waived),
    disputed: Number(row.disputed),
    held: Number(row.held),
    inFlight: Number(row.in_flight),
    outstanding: Number(row.outstanding),
    overpaid: Number(row.overpaid),
    chargeable: Number(row.chargeable),
    flags: flagsAt(
      {
        inDoubt: row.in_doubt,
        actionRequired: row.action_required,
        disputed: row.disputed !== '0',
        overpaid: row.overpaid !== '0',
        lastChargeDeclined: row.last_charge_declined,
        refundFailed: row.refund_failed,
        holdExpiresAt,
        owing: row.outstanding !== '0',
        startsAt: row.starts_at,
      },
      now,
    ),
    holdExpiresAt,
    disputeDueBy: row.dispute_due_by ?? undefined,
    registeredAt: row.registered_at,
    customer: {
      id: row.customer_id,
      name: row.customer_name,
      email: row.customer_email,
      phone: row.customer_phone ?? undefined,
    },
  };
}
