import { Query } from '@nestjs/cqrs';
import type { BatchView } from './batch.views.js';

/** A batch with what became of its bookings. Throws BatchNotFound. */
export class GetBatch extends Query<BatchView> {
  constructor(readonly batch: string) {
    super();
  }
}
