import { RuleNotAccepted } from '../../../../domain/rule/rule-errors.js';
import { RULE_BOUNDS, RULE_KINDS, type RuleKind, type RuleTask } from '../../../../domain/rule/rule-task.js';
import type { RuleScope } from '../../../../domain/rule/rule.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';
import { WholeNumbersField } from '../../fields/whole-numbers.field.js';

const SIDES = ['before_start', 'after_start'] as const;

/** What a rule does. Which of the fields count follows from the kind. */
export class RuleTaskBody {
  @ChoiceField(
    {
      description:
        '`charge_before_start`, `charge_after_end`: charge what is chargeable, `days` before its start or after it took place (counted from its start, the only time that a booking has), `at` a time of day; `charge_on_complete`: when the booking is marked complete; `retry_declined`: ask a declined card again, `after_hours`; `reauthorize_holds`: replace holds that end within `hours`; `capture_holds`: capture what is owed of a hold, `when` says on which side of the start, and either `days` and `at`, or `hours`, how far',
      example: 'charge_before_start',
    },
    RULE_KINDS,
  )
  kind!: RuleKind;

  @WholeNumberField({
    description: 'Calendar days in the business’s time zone',
    example: 14,
    min: RULE_BOUNDS.days.least,
    max: RULE_BOUNDS.days.most,
    optional: true,
  })
  days?: number;

  @TextField({
    description: 'Time of day in the business’s time zone',
    example: '09:00',
    max: 5,
    pattern: { regexp: /^([01]\d|2[0-3]):[0-5]\d$/, words: 'a time of day like 09:00' },
    optional: true,
  })
  at?: string;

  @WholeNumberField({
    description: `Hours; for \`reauthorize_holds\` from ${RULE_BOUNDS.renewalHours.least} to ${RULE_BOUNDS.renewalHours.most}`,
    min: RULE_BOUNDS.hours.least,
    max: RULE_BOUNDS.hours.most,
    optional: true,
  })
  hours?: number;

  @ChoiceField({ description: 'Of `capture_holds`', optional: true }, SIDES)
  when?: (typeof SIDES)[number];

  @WholeNumbersField({
    description:
      'Of `retry_declined`: hours from the first decline in a row to the next try, from the second, and so on; as many tries as there are numbers',
    example: [24, 72, 120],
    min: RULE_BOUNDS.retryHours.least,
    max: RULE_BOUNDS.retryHours.most,
    most: RULE_BOUNDS.retries.most,
    optional: true,
  })
  after_hours?: number[];
}

/** Which bookings a rule takes; all of them unless said otherwise. */
export class RuleScopeBody {
  @FlagField({
    description: 'Only bookings that are registered after the rule was made; false unless given',
    optional: true,
  })
  new_bookings_only?: boolean;

  @TextField({
    description: 'Only bookings whose service has this in its name, in any case',
    example: 'sailing',
    max: 200,
    optional: true,
  })
  service?: string;
}

/** Throws RuleNotAccepted for what the kind needs and isn't there. */
export function taskIn(body: RuleTaskBody): RuleTask {
  const { kind } = body;
  switch (kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return { kind, days: needed(body, 'days'), at: needed(body, 'at') };
    case 'charge_on_complete':
      return { kind };
    case 'retry_declined':
      return { kind, afterHours: needed(body, 'after_hours') };
    case 'reauthorize_holds':
      return { kind, hours: needed(body, 'hours') };
    case 'capture_holds': {
      const side = needed(body, 'when') === 'before_start' ? 'before' : 'after';
      if (body.hours !== undefined && body.hours !== null)
        return { kind, timing: { side, unit: 'hours', count: body.hours } };
      const [count, at] = [needed(body, 'days'), needed(body, 'at')];
      return { kind, timing: { side, unit: 'days', count, at } };
    }
  }
}

export function scopeIn(body: RuleScopeBody | undefined | null): RuleScope {
  const service = body?.service;
  return {
    newBookingsOnly: body?.new_bookings_only ?? false,
    ...(service === undefined || service === null ? {} : { service }),
  };
}

function needed<Name extends 'days' | 'at' | 'hours' | 'when' | 'after_hours'>(
  body: RuleTaskBody,
  field: Name,
): NonNullable<RuleTaskBody[Name]> {
  const value = body[field];
  if (value === undefined || value === null) throw new RuleNotAccepted(field, `is required for ${body.kind}`);
  return value;
}
