import { Query } from '@nestjs/cqrs';
import type { LikelyDuplicate } from './merge.views.js';

/** Who may be the same person as this customer, the likeliest first, five at most. Throws CustomerNotFound. */
export class ListLikelyDuplicates extends Query<readonly LikelyDuplicate[]> {
  constructor(readonly customer: string) {
    super();
  }
}
