import type { Turn } from '../../domain/batch/charge-batch.js';

/** Every kind of work that is done after its decision was stored, with what it needs to know. */
export interface JobData {
  'send-mail': { readonly mail: string };
  'write-export': { readonly export: string };
  'examine-batch': { readonly batch: string };
  /** The next booking of that lane’s. `doubts`: how many of its payments in a row were left in doubt. */
  'charge-batch': Turn & { readonly batch: string; readonly doubts?: number };
  'perform-rule-action': { readonly action: string };
  /** The rows after that one, as the import was to be understood at that version. */
  'check-import': { readonly import: string; readonly version: number; readonly after: number };
  'write-import': { readonly import: string; readonly after: number };
  'tell-stripe': { readonly stripeCustomer: string };
}

export type JobName = keyof JobData;

/**
 * Work for later, stored in the transaction that decides on it: it is done if and only if that is committed. A job is
 * done at least once, by any instance, so what it does must know its own traces.
 */
export interface JobQueue {
  /** `at`: not before then. `isUrgent`: before those of its name that aren't. */
  add<Name extends JobName>(
    name: Name,
    data: JobData[Name],
    options?: { readonly at?: Date; readonly isUrgent?: boolean },
  ): Promise<void>;
}
