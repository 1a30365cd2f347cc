import { BatchNotFound } from '../../../../domain/batch/batch-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const BatchId = new KnownId((id) => new BatchNotFound(id));
