import { Query } from '@nestjs/cqrs';
import type { RuleRowView } from './rule.views.js';

export interface RulePage {
  readonly rows: readonly RuleRowView[];
  readonly nextCursor?: string;
}

/** By name. */
export class ListRules extends Query<RulePage> {
  constructor(
    readonly criteria: {
      /** 1 to 200, default 50. */
      readonly limit?: number;
      /** A page’s `nextCursor`. Throws `invalid_cursor`. */
      readonly cursor?: string;
    } = {},
  ) {
    super();
  }
}
