import { Query } from '@nestjs/cqrs';

/** A rule that stopped by itself, since nothing but declines came of it, say. */
export interface RuleThatPaused {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
  readonly reason?: string;
}

/** Those that did lately and that nobody has touched since, the last first. There are few. */
export class ListRulesThatPaused extends Query<readonly RuleThatPaused[]> {}
