import type { BookingEvent } from '../../../domain/booking/booking-events.js';
import { Booking, type PaymentOption } from '../../../domain/booking/booking.js';
import type { BookingLife } from '../../../domain/booking/booking-life.js';
import type { PaymentData } from '../../../domain/payment/payment.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';
import { priceLineFrom, priceLineRow, type PriceLineRow } from './price-line-rows.js';

/** The columns an aggregate is restored from; `bigint` arrives as text. */
export interface StoredBooking {
  readonly id: string;
  readonly reference: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly customer_email: string;
  readonly customer_phone: string | null;
  readonly service: string;
  readonly starts_at: Date;
  readonly payment_option: PaymentOption;
  readonly registered_at: Date;
  readonly registered_by: Actor;
  readonly version: number;
  readonly currency: string;
  readonly total: string;
  /** NULL: one line, the service, for the total. */
  readonly price_lines: readonly PriceLineRow[] | null;
  readonly life: BookingLife;
}

export function bookingFrom(row: StoredBooking, payments: readonly PaymentData[]): Booking {
  return Booking.restore({
    id: row.id,
    reference: row.reference,
    customer: row.customer_id,
    contact: {
      name: row.customer_name,
      email: row.customer_email,
      phone: row.customer_phone ?? undefined,
    },
    service: row.service,
    startsAt: row.starts_at,
    paymentOption: row.payment_option,
    registeredAt: row.registered_at,
    registeredBy: row.registered_by,
    version: row.version,
    total: Money.of(Number(row.total), row.currency),
    lines: row.price_lines?.map((line) => priceLineFrom(line, row.currency)),
    life: row.life,
    payments,
  });
}

/** Every column but the id, those that lists and totals read included. */
export function bookingColumns(booking: Booking): Record<string, unknown> {
  const { reference, customer, contact, service, startsAt, paymentOption, registeredAt, registeredBy } =
    booking.about;
  const { amounts, flagFacts: flags, price } = booking;
  return {
    reference,
    customer_id: customer,
    customer_name: contact.name,
    customer_email: contact.email,
    customer_phone: contact.phone ?? null,
    service,
    starts_at: startsAt,
    payment_option: paymentOption,
    registered_at: registeredAt,
    registered_by: JSON.stringify(registeredBy),
    version: booking.version,
    currency: booking.currency,
    total: amounts.total.amount,
    price_lines: price.isJust(service) ? null : JSON.stringify(price.lines.map(priceLineRow)),
    life: booking.life,
    captured: amounts.captured.amount,
    collected: amounts.collected.amount,
    refunded: amounts.refunded.amount,
    waived: amounts.waived.amount,
    disputed: amounts.disputed.amount,
    held: amounts.held.amount,
    in_flight: amounts.inFlight.amount,
    outstanding: amounts.outstanding.amount,
    overpaid: amounts.overpaid.amount,
    chargeable: amounts.chargeable.amount,
    payment_status: booking.paymentStatus,
    in_doubt: flags.inDoubt,
    action_required: flags.actionRequired,
    last_charge_declined: flags.lastChargeDeclined,
    refund_failed: flags.refundFailed,
    hold_expires_at: flags.holdExpiresAt ?? null,
    dispute_due_by: flags.disputeDueBy ?? null,
  };
}

/** For `jsonb_to_recordset`: what is about the event itself apart, the rest as it is. */
export function eventPayload({ type, cause, booking: _booking, ...data }: BookingEvent) {
  return { type, at: cause.at, actor: cause.by, data };
}
