import { Query } from '@nestjs/cqrs';
import type { TakingsPeriod } from './takings-period.js';
import type { Page, TakingsMovement } from './takings-views.js';
import type { Figure } from './takings.js';

export interface MovementCriteria extends TakingsPeriod {
  readonly currency?: string;
  readonly method?: string;
  readonly figure?: Figure;
  /** Only those whose transaction Stripe hasn't told yet. */
  readonly awaited?: boolean;
  /** 1 to 200, default 50. */
  readonly limit?: number;
  /** A page's `nextCursor`. Throws `invalid_cursor`. */
  readonly cursor?: string;
}

/** The facts behind the figures of the takings, the newest day first. */
export class ListTakingsMovements extends Query<Page<TakingsMovement>> {
  constructor(readonly criteria: MovementCriteria) {
    super();
  }
}
