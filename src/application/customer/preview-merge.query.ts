import { Query } from '@nestjs/cqrs';
import type { MergeCandidate } from './merge.views.js';

export interface MergePreview {
  readonly survivor: MergeCandidate;
  readonly merged: MergeCandidate;
}

/** Both as they stand now. Throws CustomerNotFound. */
export class PreviewMerge extends Query<MergePreview> {
  constructor(
    readonly survivor: string,
    readonly merged: string,
  ) {
    super();
  }
}
