import type { Provider } from '@nestjs/common';
import { GetBatchHandler } from '../persistence/batch/get-batch.handler.js';
import { CountMatchingBookingsHandler } from '../persistence/batch/count-matching-bookings.handler.js';
import { ListBatchItemsHandler } from '../persistence/batch/list-batch-items.handler.js';
import { ListBatchesHandler } from '../persistence/batch/list-batches.handler.js';
import { BatchWatch } from './batch-watch.js';
import { ChargeBatchJob, ExamineBatchJob } from './batch-jobs.js';

export const BATCH_PROVIDERS: Provider[] = [
  ListBatchesHandler,
  GetBatchHandler,
  ListBatchItemsHandler,
  CountMatchingBookingsHandler,
  ExamineBatchJob,
  ChargeBatchJob,
  BatchWatch,
];
