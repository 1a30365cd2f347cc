import { ApiProperty } from '@nestjs/swagger';
import type { RuleActionView } from '../../../../application/rule/rule.views.js';
import { RULE_ACTION_STATES } from '../../../../domain/rule/rule-action.js';
import { RULE_KINDS } from '../../../../domain/rule/rule-task.js';

class RuleNameJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Balance 14 days before' })
  name!: string;
}

class BookingOfActionJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;
}

/** One thing that a rule did, or found to do, about a booking. */
export class RuleActionJson {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'Also the id of the payment, or of the capture, that it asked for',
  })
  id!: string;

  @ApiProperty({ type: () => RuleNameJson })
  rule!: RuleNameJson;

  @ApiProperty({ type: String, enum: [...RULE_KINDS], description: 'What the rule was for then' })
  kind!: string;

  @ApiProperty({ type: () => BookingOfActionJson })
  booking!: BookingOfActionJson;

  @ApiProperty({
    type: String,
    enum: [...RULE_ACTION_STATES],
    description:
      '`waiting` and `under_way` go on by themselves; `customer_needed`: they must authenticate; `nothing_to_do`: nothing was left to charge, say; `refused`: not asked of Stripe, or refused by it, see `reason`; `given_up`: it was put off for too long; `skipped`: nothing was done, since the rule was paused first, say, and it may come up again',
  })
  status!: string;

  @ApiProperty({ type: String, nullable: true, enum: ['charge', 'hold', 'renew', 'capture'] })
  action!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'ISO 4217', example: 'USD' })
  currency!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Minor units', example: 18550 })
  amount!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it waits or wasn’t done: a stable code',
    example: 'person_acting',
  })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same in words, for people' })
  note!: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was due, UTC' })
  due_at!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When the rule found it, UTC' })
  found_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was over, UTC' })
  settled_at!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When somebody said that what it left undone needs nobody any more, UTC',
  })
  dismissed_at!: string | null;
}

export class RuleActionPageJson {
  @ApiProperty({ type: () => [RuleActionJson], description: 'Newest first' })
  data!: RuleActionJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function ruleActionJson(action: RuleActionView): RuleActionJson {
  return {
    id: action.id,
    rule: { ...action.rule },
    kind: action.kind,
    booking: { id: action.booking.id, reference: action.booking.reference },
    status: action.state,
    action: action.deed ?? null,
    currency: action.currency ?? null,
    amount: action.amount ?? null,
    reason: action.why ?? null,
    note: action.note ?? null,
    due_at: action.due.toISOString(),
    found_at: action.foundAt.toISOString(),
    settled_at: action.settledAt?.toISOString() ?? null,
    dismissed_at: action.dismissed?.at.toISOString() ?? null,
  };
}
