import { Query } from '@nestjs/cqrs';
import type { RuleActionState } from '../../domain/rule/rule-action.js';
import type { RuleActionView } from './rule.views.js';

export interface RuleActionCriteria {
  /** Ids. */
  readonly rule?: string;
  readonly booking?: string;
  readonly state?: RuleActionState;
  /** Only what was refused or given up, is still to be done, and nobody has dismissed. */
  readonly needsAttention?: boolean;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page’s `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

export interface RuleActionPage {
  readonly rows: readonly RuleActionView[];
  readonly nextCursor?: string;
}

/** What rules did, newest first. */
export class ListRuleActions extends Query<RuleActionPage> {
  constructor(readonly criteria: RuleActionCriteria = {}) {
    super();
  }
}
