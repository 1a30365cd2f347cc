import { Query } from '@nestjs/cqrs';
import type { RuleTask } from '../../domain/rule/rule-task.js';
import type { RuleScope } from '../../domain/rule/rule.js';
import type { DryRun } from './rule.views.js';

/** How far a dry run looks ahead. */
export const DRY_RUN_DAYS = 30;

export interface TriedRule {
  readonly task: RuleTask;
  readonly scope: RuleScope;
  /** Of one that is stored: what it did isn't done again, and its new bookings are those since it was made. */
  readonly stored?: { readonly id: string; readonly madeAt: Date };
}

/** What a rule would do within the next DRY_RUN_DAYS, and what came due lately. Stores nothing. Throws RuleNotAccepted. */
export class GetDryRun extends Query<DryRun> {
  constructor(
    readonly rule: TriedRule,
    readonly page: {
      /** 1 to 200, default 50. */
      readonly limit?: number;
      /** A page’s `nextCursor`. Throws `invalid_cursor`. */
      readonly cursor?: string;
    } = {},
  ) {
    super();
  }
}
