import { ApiProperty } from '@nestjs/swagger';
import type { RuleRowView, RuleView } from '../../../../application/rule/rule.views.js';
import { RULE_KINDS, type RuleTask } from '../../../../domain/rule/rule-task.js';
import type { RuleData, RuleScope } from '../../../../domain/rule/rule.js';
import { CauseJson } from '../cause.json.js';

export class RuleTaskJson {
  @ApiProperty({ type: String, enum: [...RULE_KINDS] })
  kind!: string;

  @ApiProperty({ type: 'integer', required: false, description: 'Calendar days in the business’s time zone' })
  days?: number;

  @ApiProperty({ type: String, required: false, example: '09:00' })
  at?: string;

  @ApiProperty({ type: 'integer', required: false })
  hours?: number;

  @ApiProperty({ type: String, required: false, enum: ['before_start', 'after_start'] })
  when?: string;

  @ApiProperty({ type: 'integer', isArray: true, required: false })
  after_hours?: number[];
}

export class RuleScopeJson {
  @ApiProperty({ type: Boolean })
  new_bookings_only!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'What the service has in its name' })
  service!: string | null;
}

/** What is done with payments by itself, and when. */
export class RuleJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Balance 14 days before' })
  name!: string;

  @ApiProperty({ type: String, enum: ['active', 'paused'], description: 'A new one is paused' })
  status!: string;

  @ApiProperty({ type: () => RuleTaskJson })
  task!: RuleTaskJson;

  @ApiProperty({ type: () => RuleScopeJson })
  scope!: RuleScopeJson;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'It acts on what comes due from then on, UTC; null if it was never turned on',
  })
  acts_from!: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  made_at!: string;

  @ApiProperty({ type: 'integer', description: 'Grows with every change', example: 1 })
  version!: number;
}

class RuleEventJson {
  @ApiProperty({ type: String, enum: ['rule_made', 'rule_changed', 'rule_activated', 'rule_paused'] })
  type!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC' })
  at!: string;

  @ApiProperty({ type: () => CauseJson })
  by!: CauseJson;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
}

export class RuleWithEventsJson extends RuleJson {
  @ApiProperty({ type: () => [RuleEventJson], description: 'The latest, newest first' })
  events!: RuleEventJson[];
}

export class RulePageJson {
  @ApiProperty({ type: () => [RuleJson], description: 'By name' })
  data!: RuleJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function ruleJson(rule: RuleData | RuleRowView): RuleJson {
  return {
    id: rule.id,
    name: rule.name,
    status: rule.state,
    task: taskJson(rule.task),
    scope: scopeJson(rule.scope),
    acts_from: rule.actsFrom?.toISOString() ?? null,
    made_at: rule.madeAt.toISOString(),
    version: rule.version,
  };
}

export function ruleWithEventsJson(rule: RuleView): RuleWithEventsJson {
  return {
    ...ruleJson(rule),
    events: rule.events.map(({ type, at, by, data }) => ({
      type,
      at: at.toISOString(),
      by: { kind: by.kind, name: by.name },
      reason: typeof data.reason === 'string' ? data.reason : null,
    })),
  };
}

function taskJson(task: RuleTask): RuleTaskJson {
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return { kind: task.kind, days: task.days, at: task.at };
    case 'charge_on_complete':
      return { kind: task.kind };
    case 'retry_declined':
      return { kind: task.kind, after_hours: [...task.afterHours] };
    case 'reauthorize_holds':
      return { kind: task.kind, hours: task.hours };
    case 'capture_holds': {
      const { kind, timing } = task;
      const when = timing.side === 'before' ? 'before_start' : 'after_start';
      return timing.unit === 'hours'
        ? { kind, when, hours: timing.count }
        : { kind, when, days: timing.count, at: timing.at };
    }
  }
}

function scopeJson({ newBookingsOnly, service }: RuleScope): RuleScopeJson {
  return { new_bookings_only: newBookingsOnly, service: service ?? null };
}
