import type { JobName } from '../../application/shared/job-queue.port.js';

export interface QueueSettings {
  /** How many are done at the same time by each instance. */
  readonly lanes: number;
  /** A job that takes longer is taken for one whose instance died, and is done again. */
  readonly expiresInSeconds: number;
}

/** Every queue there is. A feature adds a line here, its data in job-queue.port.ts, and a JobHandler. */
export const JOB_QUEUES: Readonly<Record<JobName, QueueSettings>> = {
  'send-mail': { lanes: 4, expiresInSeconds: 180 },
  // An export's own lease tells sooner that its instance died.
  'write-export': { lanes: 2, expiresInSeconds: 6 * 3600 },
  'examine-batch': { lanes: 1, expiresInSeconds: 120 },
  // Longer than a payment is under way (longestRequestSeconds) while Stripe is given the time that it usually is. Whoever is
  // handed one that is still being done finds its payment stored, and sends nothing.
  'charge-batch': { lanes: 4, expiresInSeconds: 180 },
  'perform-rule-action': { lanes: 3, expiresInSeconds: 300 },
  'check-import': { lanes: 1, expiresInSeconds: 60 },
  'write-import': { lanes: 1, expiresInSeconds: 60 },
  // Longer than one request to Stripe, repeated by the client, can take.
  'tell-stripe': { lanes: 1, expiresInSeconds: 300 },
};

export const JOB_NAMES = Object.keys(JOB_QUEUES) as JobName[];
