import { RULE_ACTION_STATES, type RuleActionState } from '../../../../domain/rule/rule-action.js';
import { LONGEST_RULE_NAME } from '../../../../domain/rule/rule.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { FlagField } from '../../fields/flag.field.js';
import { IdField } from '../../fields/id.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { PartField } from '../../fields/part.field.js';
import { TextField } from '../../fields/text.field.js';
import { RuleScopeBody, RuleTaskBody } from './rule-task.body.js';

export const LONGEST_REASON = 500;

export class NewRuleBody {
  @TextField({
    description: 'What it is called in the activity log; no other rule may be called so',
    example: 'Balance 14 days before',
    max: LONGEST_RULE_NAME,
  })
  name!: string;

  @PartField({ description: 'What it does' }, () => RuleTaskBody)
  task!: RuleTaskBody;

  @PartField(
    { description: 'Which bookings it takes; all unless given', optional: true },
    () => RuleScopeBody,
  )
  scope?: RuleScopeBody;

  @TextField({ description: 'Why, for the record', max: LONGEST_REASON, optional: true })
  reason?: string;
}

export class RuleChangeBody {
  @TextField({ description: 'Its new name', max: LONGEST_RULE_NAME, optional: true })
  name?: string;

  @PartField({ description: 'What it does from then on, whole', optional: true }, () => RuleTaskBody)
  task?: RuleTaskBody;

  @PartField(
    { description: 'Which bookings it takes from then on, whole', optional: true },
    () => RuleScopeBody,
  )
  scope?: RuleScopeBody;

  @TextField({ description: 'Why, for the record', max: LONGEST_REASON, optional: true })
  reason?: string;
}

export class ActivationBody {
  @FlagField({
    description:
      'Also act on what came due within the last 90 days: see `already_due` of the dry run. False unless given',
    optional: true,
  })
  include_due?: boolean;

  @TextField({ description: 'Why, for the record', max: LONGEST_REASON, optional: true })
  reason?: string;
}

export class PauseBody {
  @TextField({ description: 'Why, for the record', max: LONGEST_REASON, optional: true })
  reason?: string;
}

export class RuleListQueryString {
  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}

export class TriedRuleBody {
  @PartField({ description: 'What it would do' }, () => RuleTaskBody)
  task!: RuleTaskBody;

  @PartField(
    { description: 'Which bookings it would take; all unless given', optional: true },
    () => RuleScopeBody,
  )
  scope?: RuleScopeBody;
}

export class RuleActionListQueryString extends RuleListQueryString {
  @IdField({ description: 'Only those of the rule with this id', optional: true })
  rule?: string;

  @IdField({ description: 'Only those about the booking with this id', optional: true })
  booking?: string;

  @ChoiceField({ description: 'Only those', optional: true }, RULE_ACTION_STATES)
  status?: RuleActionState;

  @ChoiceField(
    {
      description:
        '`true`: only what was refused or given up, is still to be done as the booking stands, and nobody has dismissed',
      optional: true,
    },
    ['true', 'false'],
  )
  needs_attention?: 'true' | 'false';
}
