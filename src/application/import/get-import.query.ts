import { Query } from '@nestjs/cqrs';
import type { ImportWithHistory } from './import.views.js';

/** Throws ImportNotFound. */
export class GetImport extends Query<ImportWithHistory> {
  constructor(readonly id: string) {
    super();
  }
}
