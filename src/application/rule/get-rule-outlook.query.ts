import { Query } from '@nestjs/cqrs';
import type { ForeseenAction } from './rule.views.js';

export type RuleOutlook = Pick<ForeseenAction, 'due' | 'deed' | 'currency' | 'amount'> & {
  readonly rule: { readonly id: string; readonly name: string };
};

/** What rules that are on will do about one booking within a year, as it stands, the first to come first. */
export class GetRuleOutlook extends Query<readonly RuleOutlook[]> {
  constructor(
    /** The booking's id. */
    readonly booking: string,
  ) {
    super();
  }
}
