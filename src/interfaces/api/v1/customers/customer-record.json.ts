import { ApiProperty } from '@nestjs/swagger';
import type { CustomerNotePage } from '../../../../application/customer/list-customer-notes.query.js';
import type { CustomerPayment } from '../../../../application/customer/list-customer-payments.query.js';
import type {
  ListedCustomer,
  OwedInCurrency,
} from '../../../../application/customer/list-customers.query.js';
import { LIKENESSES, type LikelyDuplicate } from '../../../../application/customer/merge.views.js';
import { CauseJson } from '../cause.json.js';
import { CardJson, cardJson, PaymentJson, paymentJson } from '../payments/payment.json.js';
import { OwedInCurrencyJson } from './customer.json.js';

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

class ListedCustomerJson extends CustomerSummaryJson {
  @ApiProperty({ type: () => CardJson, nullable: true, description: 'The primary one' })
  card!: CardJson | null;

  @ApiProperty({ type: () => [OwedInCurrencyJson], description: 'What they owe, by currency' })
  balances!: OwedInCurrencyJson[];

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When their newest booking was made',
  })
  last_booking_at!: string | null;
}

export class CustomerPageJson {
  @ApiProperty({ type: () => [ListedCustomerJson] })
  data!: ListedCustomerJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

class LikelyDuplicateJson extends CustomerSummaryJson {
  @ApiProperty({
    type: [String],
    enum: [...LIKENESSES],
    description: 'What is alike; `email`: the same but for what follows a plus sign',
  })
  likenesses!: string[];
}

export class LikelyDuplicatesJson {
  @ApiProperty({ type: () => [LikelyDuplicateJson], description: 'The likeliest first' })
  data!: LikelyDuplicateJson[];
}

export class CustomerNoteJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Asked to be called before noon.' })
  text!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  added_at!: string;

  @ApiProperty({ type: () => CauseJson })
  added_by!: CauseJson;
}

export class CustomerNotePageJson {
  @ApiProperty({ type: () => [CustomerNoteJson], description: 'Newest first' })
  data!: CustomerNoteJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

class CustomerPaymentJson extends PaymentJson {
  @ApiProperty({ type: String, description: 'The booking’s', example: 'LX-1042' })
  reference!: string;
}

export class CustomerPaymentPageJson {
  @ApiProperty({ type: () => [CustomerPaymentJson], description: 'Newest first' })
  data!: CustomerPaymentJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function listedCustomerJson(row: ListedCustomer): ListedCustomerJson {
  return {
    ...summaryJson(row),
    card: row.card ? cardJson(row.card) : null,
    balances: row.owed.map(owedJson),
    created_at: row.createdAt.toISOString(),
    last_booking_at: row.lastBookingAt?.toISOString() ?? null,
  };
}

export function likelyDuplicateJson(row: LikelyDuplicate): LikelyDuplicateJson {
  return { ...summaryJson(row), likenesses: [...row.likenesses] };
}

export function customerNoteJson(note: CustomerNotePage['rows'][number]): CustomerNoteJson {
  const { id, text, addedAt, addedBy } = note;
  return {
    id,
    text,
    added_at: addedAt.toISOString(),
    added_by: { kind: addedBy.kind, name: addedBy.name },
  };
}

export function customerPaymentJson({ payment, reference }: CustomerPayment): CustomerPaymentJson {
  return { ...paymentJson(payment), reference };
}

function summaryJson({ id, name, email, phone }: ListedCustomer | LikelyDuplicate): CustomerSummaryJson {
  return { id, name, email, phone: phone ?? null };
}

function owedJson({ currency, outstanding, bookings }: OwedInCurrency): OwedInCurrencyJson {
  return { currency, outstanding, bookings };
}
