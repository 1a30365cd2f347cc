import { ApiProperty } from '@nestjs/swagger';
import type { CardView, CustomerView } from '../../../../application/customer/customer.views.js';
import type { OpenedCardSetup } from '../../../../application/customer/open-card-setup.command.js';
import { CardJson, cardJson } from '../payments/payment.json.js';

export class KeptCardJson extends CardJson {
  @ApiProperty({ type: Boolean, description: 'Charged unless another is chosen' })
  primary!: boolean;

  @ApiProperty({
    type: String,
    enum: ['expired', 'expiring'],
    nullable: true,
    description: '`expiring`: this month or the next is its last',
  })
  expiry!: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When Stripe was given it' })
  added_at!: string;

  @ApiProperty({ type: String, description: 'Whose it is in Stripe: a payment with it is made for that one' })
  stripe_customer!: string;
}

class RefusedCardJson {
  @ApiProperty({ type: String, description: 'What was given', example: 'pm_card_chargeDeclined' })
  id!: string;

  @ApiProperty({ type: String, description: 'Why Stripe didn’t keep it, for people' })
  refused!: string;
}

export class OwedInCurrencyJson {
  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units', example: 12845 })
  outstanding!: number;

  @ApiProperty({ type: 'integer', description: 'How many bookings owe it', example: 2 })
  bookings!: number;
}

class InStripeJson {
  @ApiProperty({
    type: String,
    enum: ['up_to_date', 'waiting', 'refused'],
    description:
      '`waiting`: it is told in the background; `refused`: it knows them as before, until they are corrected again',
  })
  status!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why Stripe refused it, in its words' })
  reason!: string | null;
}

/** A person bookings are for. */
export class KnownCustomerJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Grows with every change of the customer and their cards; for If-Match',
  })
  version!: number;

  @ApiProperty({ type: String, example: 'Nora Lindqvist' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', example: 'nora@example.com' })
  email!: string;

  @ApiProperty({ type: String, nullable: true, example: '+351 21 000 0000' })
  phone!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cus_…`, once Stripe knows the customer: the one that new cards are for',
  })
  stripe_customer!: string | null;

  @ApiProperty({
    type: [String],
    description: 'All that they are in Stripe: several after a merge, since Stripe can’t move a card',
  })
  stripe_customers!: string[];

  @ApiProperty({
    type: () => InStripeJson,
    description: 'Whether Stripe knows what was put right about them',
  })
  in_stripe!: InStripeJson;

  @ApiProperty({ type: () => [OwedInCurrencyJson], description: 'What they owe, by currency' })
  balances!: OwedInCurrencyJson[];

  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Customers that were merged with this one: their ids answer with it',
  })
  merged!: string[];

  @ApiProperty({ type: () => [KeptCardJson], description: 'That Stripe keeps; the primary one first' })
  cards!: KeptCardJson[];

  @ApiProperty({
    type: () => RefusedCardJson,
    nullable: true,
    description: 'The card that was given last, where Stripe refused to keep it: what is charged meanwhile',
  })
  refused_card!: RefusedCardJson | null;
}

export class CardListJson {
  @ApiProperty({ type: () => [KeptCardJson], description: 'The primary one first' })
  data!: KeptCardJson[];
}

export class CardSetupJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: ['open', 'complete', 'expired'] })
  state!: string;

  @ApiProperty({
    type: String,
    format: 'uri',
    nullable: true,
    description: 'Stripe’s own page, where the card is given; null once it can’t be used any more',
  })
  url!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at!: string;
}

export function customerJson(view: CustomerView): KnownCustomerJson {
  const { id, version, name, email, phone, stripeCustomer, cards, refused } = view;
  return {
    id,
    version,
    name,
    email,
    phone: phone ?? null,
    stripe_customer: stripeCustomer ?? null,
    stripe_customers: [...view.stripeCustomers],
    in_stripe: inStripeJson(view.inStripe),
    balances: view.owed.map(({ currency, outstanding, bookings }) => ({ currency, outstanding, bookings })),
    merged: view.merged.map(({ id: merged }) => merged),
    cards: cards.map(keptCardJson),
    refused_card: refused ? { id: refused.id, refused: refused.refused } : null,
  };
}

export function keptCardJson(card: CardView): KeptCardJson {
  return {
    ...cardJson(card),
    primary: card.isPrimary,
    expiry: card.expiry ?? null,
    added_at: card.addedAt.toISOString(),
    stripe_customer: card.stripeCustomer,
  };
}

export function cardSetupJson({ setup, page }: OpenedCardSetup): CardSetupJson {
  return { id: setup, state: page.state, url: page.url ?? null, expires_at: page.expiresAt.toISOString() };
}

function inStripeJson({ isTold, refusal }: CustomerView['inStripe']): InStripeJson {
  if (refusal !== undefined) return { status: 'refused', reason: refusal };
  return { status: isTold ? 'up_to_date' : 'waiting', reason: null };
}
