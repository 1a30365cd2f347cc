import type { ChargeBatch } from '../../domain/batch/charge-batch.js';
import type { JobQueue } from '../shared/job-queue.port.js';

/** A job for each lane's turn. One too many does no harm: the turn is over by then, or is taken up where it stands. */
export async function addJobsOf(batch: ChargeBatch, jobs: JobQueue): Promise<void> {
  for (const turn of batch.turns) await jobs.add('charge-batch', { batch: batch.id, ...turn });
}
