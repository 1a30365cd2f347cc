import { ApiProperty } from '@nestjs/swagger';
import type { BookingRow, BookingView } from '../../../../application/booking/booking.views.js';
import { BOOKING_FLAGS } from '../../../../domain/booking/booking-flags.js';
import { BOOKING_LIVES } from '../../../../domain/booking/booking-life.js';
import { PAYMENT_OPTIONS } from '../../../../domain/booking/booking.js';
import { PAYMENT_STATUSES } from '../../../../domain/booking/payment-status.js';
import { CardJson, cardJson, PaymentJson, paymentJson } from '../payments/payment.json.js';
import { PriceLineJson, priceLineJson } from './price-line.json.js';

class TotalJson {
  @ApiProperty({ type: 'integer', description: 'Minor units', example: 18550 })
  amount!: number;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;
}

class CustomerSummaryJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Nora Lindqvist' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', example: 'nora@example.com' })
  email!: string;

  @ApiProperty({ type: String, nullable: true, example: '+351 21 000 0000' })
  phone!: string | null;
}

class CustomerJson extends CustomerSummaryJson {
  @ApiProperty({ type: String, nullable: true, description: '`cus_…`, once Stripe knows the customer' })
  stripe_customer!: string | null;

  @ApiProperty({ type: () => CardJson, nullable: true, description: 'The card that is charged' })
  card!: CardJson | null;
}

function Amount(description: string): PropertyDecorator {
  return ApiProperty({ type: 'integer', description: `${description}, in minor units` });
}

/** A booking as lists show it. All amounts are in minor units of its one currency. */
export class BookingSummaryJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: 'integer', description: 'Grows with every change; for If-Match', example: 3 })
  version!: number;

  @ApiProperty({ type: String, enum: [...PAYMENT_STATUSES] })
  payment_status!: string;

  @ApiProperty({
    type: String,
    enum: [...BOOKING_LIVES],
    description: 'What became of the booking itself, whatever its payments do',
  })
  booking_status!: string;

  @ApiProperty({ type: String, enum: [...BOOKING_FLAGS], isArray: true })
  flags!: string[];

  @ApiProperty({ type: () => CustomerSummaryJson })
  customer!: CustomerSummaryJson;

  @ApiProperty({ type: String, example: 'Sunset sailing, 2 people' })
  service!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  starts_at!: string;

  @ApiProperty({ type: String, enum: [...PAYMENT_OPTIONS] })
  payment_option!: string;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: () => TotalJson })
  total!: TotalJson;

  @Amount('Taken through Stripe')
  captured!: number;

  @Amount('Taken outside Stripe')
  collected!: number;

  @Amount('Given back')
  refunded!: number;

  @Amount('The part of the total that the customer no longer owes')
  waived!: number;

  @Amount('Under dispute')
  disputed!: number;

  @Amount('Open holds')
  held!: number;

  @Amount('Requested, processing, in doubt, or waiting for the customer')
  in_flight!: number;

  @Amount('What the customer still owes')
  outstanding!: number;

  @Amount('Taken above what is owed')
  overpaid!: number;

  @Amount('The most that a new charge or hold may ask for')
  chargeable!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the first open hold ends',
  })
  hold_expires_at!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when the first open dispute can be answered',
  })
  dispute_due_by!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

export class BookingJson extends BookingSummaryJson {
  @ApiProperty({ type: () => CustomerJson })
  declare customer: CustomerJson;

  @ApiProperty({ type: () => [PriceLineJson], description: 'What the total is made of: they add up to it' })
  lines!: PriceLineJson[];

  @ApiProperty({ type: () => [PaymentJson], description: 'Oldest first' })
  payments!: PaymentJson[];
}

export class BookingPageJson {
  @ApiProperty({ type: () => [BookingSummaryJson] })
  data!: BookingSummaryJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function bookingJson(view: BookingView): BookingJson {
  const { stripeCustomer, card } = view.customer;
  const summary = bookingSummaryJson(view);
  return {
    ...summary,
    customer: {
      ...summary.customer,
      stripe_customer: stripeCustomer ?? null,
      card: card ? cardJson(card) : null,
    },
    lines: view.lines.map(priceLineJson),
    payments: view.payments.map(paymentJson),
  };
}

export function bookingSummaryJson(row: BookingRow): BookingSummaryJson {
  const { id, name, email, phone } = row.customer;
  return {
    id: row.id,
    reference: row.reference,
    version: row.version,
    payment_status: row.paymentStatus,
    booking_status: row.life,
    flags: [...row.flags],
    customer: { id, name, email, phone: phone ?? null },
    service: row.service,
    starts_at: row.startsAt.toISOString(),
    payment_option: row.paymentOption,
    currency: row.currency,
    total: { amount: row.total, currency: row.currency },
    captured: row.captured,
    collected: row.collected,
    refunded: row.refunded,
    waived: row.waived,
    disputed: row.disputed,
    held: row.held,
    in_flight: row.inFlight,
    outstanding: row.outstanding,
    overpaid: row.overpaid,
    chargeable: row.chargeable,
    hold_expires_at: row.holdExpiresAt?.toISOString() ?? null,
    dispute_due_by: row.disputeDueBy?.toISOString() ?? null,
    created_at: row.registeredAt.toISOString(),
  };
}
