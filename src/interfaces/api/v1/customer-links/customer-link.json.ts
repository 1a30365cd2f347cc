import { ApiProperty } from '@nestjs/swagger';
import type { CustomerLinkView } from '../../../../application/customer-link/customer-link.views.js';
import { linkAddress } from '../../../../application/customer-link/link-token.js';
import { LINK_PURPOSES } from '../../../../domain/customer-link/customer-link.js';
import { CauseJson } from '../cause.json.js';

const LINK_STATES = ['open', 'paying', 'paid', 'settled', 'stopped', 'expired'] as const;

/** What a customer was asked to do, without signing in, by whoever has its address. */
export class CustomerLinkJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: [...LINK_PURPOSES] })
  purpose!: string;

  @ApiProperty({
    type: String,
    description: 'What to give to the customer; as good as a password for what it asks',
    example: 'https://desk.example/l/3nF0c8…',
  })
  url!: string;

  @ApiProperty({
    type: String,
    enum: [...LINK_STATES],
    description:
      '`paying`: the customer opened Stripe’s page; `paid`: all that it asked for; `settled`: there is nothing left to do by it',
  })
  state!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The id of the booking' })
  booking!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'ISO 4217', example: 'USD' })
  currency!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'What it asks for, in minor units' })
  amount!: number | null;

  @ApiProperty({ type: 'integer', description: 'What was paid by it, in minor units' })
  paid!: number;

  @ApiProperty({ type: [String], description: 'The ids of the payments it began, or is to authenticate' })
  payments!: string[];

  @ApiProperty({ type: String, format: 'date-time' })
  expires_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  stopped_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: () => CauseJson })
  created_by!: CauseJson;
}

export class CustomerLinkPageJson {
  @ApiProperty({ type: () => [CustomerLinkJson] })
  data!: CustomerLinkJson[];

  @ApiProperty({ type: String, nullable: true, description: '`cursor` of the next page; null on the last' })
  next_cursor!: string | null;
}

export function customerLinkJson(link: CustomerLinkView, publicUrl: string): CustomerLinkJson {
  return {
    id: link.id,
    purpose: link.purpose,
    url: linkAddress(publicUrl, link.token),
    state: link.state,
    booking: link.booking?.id ?? null,
    currency: link.currency ?? null,
    amount: link.amount ?? null,
    paid: link.paid,
    payments: link.payments.map(({ id }) => id),
    expires_at: link.expiresAt.toISOString(),
    stopped_at: link.stopped?.at.toISOString() ?? null,
    created_at: link.createdAt.toISOString(),
    created_by: { kind: link.createdBy.kind, name: link.createdBy.name },
  };
}
