import { ApiProperty } from '@nestjs/swagger';
import type { ReceiptView } from '../../../../application/receipt/get-receipt.query.js';
import { lineAmount } from '../../../../domain/booking/price-line.js';
import { PriceLineJson, priceLineJson } from '../bookings/price-line.json.js';

class ReceiptBusinessJson {
  @ApiProperty({ type: String, example: 'Lisbon Sailing Tours' })
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'In lines', example: 'Doca de Belém 4' })
  address!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'hello@example.com' })
  email!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '+351 21 000 0000' })
  phone!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'VAT PT 509 442 013' })
  tax_id!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'In lines' })
  footer!: string | null;
}

class ReceiptBookingJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: String, example: 'Sunset sailing, 2 people' })
  service!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  starts_at!: string;
}

class ReceiptCustomerJson {
  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String, format: 'email' })
  email!: string;
}

class ReceiptCardJson {
  @ApiProperty({ type: String, example: 'visa' })
  brand!: string;

  @ApiProperty({ type: String, example: '4242' })
  last4!: string;
}

class GivenBackJson {
  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  at!: string;

  @ApiProperty({ type: String, enum: ['pending', 'succeeded'] })
  status!: string;
}

class StandingJson {
  @ApiProperty({ type: String, format: 'date-time', description: 'UTC: when this was asked' })
  as_of!: string;

  @ApiProperty({ type: 'integer', description: 'By all payments, less what was given back; minor units' })
  paid!: number;

  @ApiProperty({
    type: 'integer',
    description: 'The part of the price that need not be paid any more, in minor units',
  })
  waived!: number;

  @ApiProperty({ type: 'integer', description: 'Left to pay, in minor units' })
  outstanding!: number;
}

/** What the customer can be told in writing of one payment or refund. */
export class ReceiptJson {
  @ApiProperty({ type: String, description: 'For good; numbers have gaps', example: 'R-1042' })
  number!: string;

  @ApiProperty({ type: String, enum: ['payment', 'refund'] })
  of!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The payment, or the one that was refunded' })
  payment!: string;

  @ApiProperty({ type: String, nullable: true, example: 're_3QxWvK2eZvKYlo2C' })
  refund!: string | null;

  @ApiProperty({ type: String, example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Taken, or given back; minor units', example: 5000 })
  amount!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the money moved, UTC; null for a collection, of which only the day is known',
  })
  at!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When a collection came in' })
  received_on!: string | null;

  @ApiProperty({ type: () => ReceiptCardJson, nullable: true })
  card!: ReceiptCardJson | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'How it was paid outside Stripe',
    example: 'Cash',
  })
  method!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Stripe’s PaymentIntent or Refund',
    example: 'pi_3QxWvK2eZvKYlo2C',
  })
  stripe_reference!: string | null;

  @ApiProperty({ type: () => ReceiptBusinessJson })
  business!: ReceiptBusinessJson;

  @ApiProperty({ type: () => ReceiptBookingJson })
  booking!: ReceiptBookingJson;

  @ApiProperty({ type: () => ReceiptCustomerJson })
  customer!: ReceiptCustomerJson;

  @ApiProperty({ type: 'integer', description: 'The price of the booking, in minor units' })
  total!: number;

  @ApiProperty({
    type: () => [PriceLineJson],
    description: 'What the price is made of; none where it is the service alone',
  })
  lines!: PriceLineJson[];

  @ApiProperty({ type: () => [GivenBackJson], description: 'Of the payment, oldest first' })
  given_back!: GivenBackJson[];

  @ApiProperty({ type: () => StandingJson, description: 'How the booking stands now' })
  standing!: StandingJson;
}

export function receiptJson(receipt: ReceiptView, businessName: string): ReceiptJson {
  const { number, of, payment, refund, amount, at, day, card, method, stripeReference } = receipt;
  const { id, reference, service, startsAt } = receipt.booking;
  const { contactEmail, contactPhone, address, taxId, receiptFooter } = receipt.contact;
  const { asOf, paid, waived, outstanding } = receipt.standing;
  return {
    number,
    of,
    payment,
    refund: refund ?? null,
    currency: amount.currency,
    amount: amount.amount,
    at: at?.toISOString() ?? null,
    received_on: day ?? null,
    card: card ?? null,
    method: method ?? null,
    stripe_reference: stripeReference ?? null,
    business: {
      name: businessName,
      address: address || null,
      email: contactEmail || null,
      phone: contactPhone || null,
      tax_id: taxId || null,
      footer: receiptFooter || null,
    },
    booking: { id, reference, service, starts_at: startsAt.toISOString() },
    customer: receipt.customer,
    total: receipt.total.amount,
    lines: receipt.lines.map((line) =>
      priceLineJson({ ...line, unitAmount: line.unitAmount.amount, amount: lineAmount(line).amount }),
    ),
    given_back: receipt.givenBack.map((each) => ({
      amount: each.amount.amount,
      at: each.at.toISOString(),
      status: each.isOnItsWay ? 'pending' : 'succeeded',
    })),
    standing: {
      as_of: asOf.toISOString(),
      paid: paid.amount,
      waived: waived.amount,
      outstanding: outstanding.amount,
    },
  };
}
