import { ApiProperty } from '@nestjs/swagger';
import {
  SUGGESTION_REASONS,
  type LinkSuggestion,
  type UnmatchedPaymentView,
} from '../../../../application/payment/unmatched-payment.views.js';
import { PAYMENT_STATES } from '../../../../domain/payment/payment-transitions.js';

class PayingCustomerJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Nora Lindqvist' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', example: 'nora@example.com' })
  email!: string;

  @ApiProperty({ type: String, description: 'Who paid, in Stripe', example: 'cus_QxWvK2eZvKYlo2' })
  stripe_customer!: string;
}

class SuggestionJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'The booking’s id' })
  booking!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: 'integer', description: 'What the booking owes, in minor units' })
  outstanding!: number;

  @ApiProperty({
    type: String,
    enum: [...SUGGESTION_REASONS],
    isArray: true,
    description:
      '`reference`: the payment names it; `outstanding`: it owes exactly this; `customer`: the same',
  })
  reasons!: string[];
}

class DismissalJson {
  @ApiProperty({ type: String, example: 'A donation, not for a booking' })
  note!: string;

  @ApiProperty({ type: String, example: 'Ana Ruiz' })
  by!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

/** A payment made in Stripe for one of the desk’s customers that no booking asked for. */
export class UnmatchedPaymentJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'Linked, the payment keeps this id' })
  id!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units', example: 4000 })
  amount!: number;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Taken so far, in minor units', example: 4000 })
  captured!: number;

  @ApiProperty({ type: 'integer', description: 'Given back, in minor units', example: 0 })
  refunded!: number;

  @ApiProperty({ type: String, enum: [...PAYMENT_STATES], description: '`authorized`: a hold' })
  status!: string;

  @ApiProperty({ type: String, example: 'pi_3QxWvK2eZvKYlo2C' })
  stripe_payment_intent!: string;

  @ApiProperty({ type: () => PayingCustomerJson })
  customer!: PayingCustomerJson;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'As written in Stripe',
    example: 'Rest of LX-1042',
  })
  description!: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was made in Stripe, UTC' })
  created_at!: string;

  @ApiProperty({
    type: () => DismissalJson,
    nullable: true,
    description: 'Who says that it is for no booking',
  })
  dismissed!: DismissalJson | null;

  @ApiProperty({
    type: () => DismissalJson,
    nullable: true,
    description: 'Who took the last dismissal back, and when; `note` is what had been said',
  })
  put_back!: DismissalJson | null;

  @ApiProperty({ type: () => [SuggestionJson], description: 'Which bookings it may be for, best first' })
  suggestions!: SuggestionJson[];
}

export class UnmatchedPaymentPageJson {
  @ApiProperty({ type: () => [UnmatchedPaymentJson], description: 'Newest first' })
  data!: UnmatchedPaymentJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function unmatchedPaymentJson(view: UnmatchedPaymentView): UnmatchedPaymentJson {
  const { id, name, email, stripeCustomer } = view.customer;
  return {
    id: view.id,
    amount: view.amount,
    currency: view.currency,
    captured: view.captured,
    refunded: view.refunded,
    status: view.state,
    stripe_payment_intent: view.paymentIntent,
    customer: { id, name, email, stripe_customer: stripeCustomer },
    description: view.description ?? null,
    created_at: view.madeAt.toISOString(),
    dismissed: view.dismissed
      ? { note: view.dismissed.note, by: view.dismissed.by.name, at: view.dismissed.at.toISOString() }
      : null,
    put_back: view.putBack
      ? { note: view.putBack.was.note, by: view.putBack.by.name, at: view.putBack.at.toISOString() }
      : null,
    suggestions: view.suggestions.map(suggestionJson),
  };
}

function suggestionJson({ booking, reasons }: LinkSuggestion): SuggestionJson {
  return {
    booking: booking.id,
    reference: booking.reference,
    outstanding: booking.outstanding,
    reasons: [...reasons],
  };
}
