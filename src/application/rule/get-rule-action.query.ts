import { Query } from '@nestjs/cqrs';
import type { RuleActionView } from './rule.views.js';

/** One thing that a rule did, or found to do. Throws RuleActionNotFound. */
export class GetRuleAction extends Query<RuleActionView> {
  constructor(readonly id: string) {
    super();
  }
}
