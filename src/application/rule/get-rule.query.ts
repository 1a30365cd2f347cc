import { Query } from '@nestjs/cqrs';
import type { RuleView } from './rule.views.js';

/** Throws RuleNotFound. */
export class GetRule extends Query<RuleView> {
  constructor(readonly id: string) {
    super();
  }
}
