import { Query } from '@nestjs/cqrs';
import type { DisputeView } from '../payment/dispute.views.js';

/** A dispute that waits for evidence, or for the loss to be accepted. */
export interface DisputeToAnswer extends Pick<
  DisputeView,
  'id' | 'amount' | 'currency' | 'inquiry' | 'reason' | 'evidenceDueBy'
> {
  readonly booking: {
    readonly id: string;
    readonly reference: string;
    readonly version: number;
    readonly customer: string;
  };
}

export interface DisputesToAnswerPage {
  readonly rows: readonly DisputeToAnswer[];
  readonly nextCursor?: string;
}

/** The one that is due first comes first; overdue ones before all. */
export class ListDisputesToAnswer extends Query<DisputesToAnswerPage> {
  constructor(
    /** `limit`: 1 to 200, default 50. `cursor`: a page's `nextCursor`; throws `invalid_cursor` for any other. */
    readonly criteria: { readonly limit?: number; readonly cursor?: string } = {},
  ) {
    super();
  }
}
