import type { RuleAction } from '../../domain/rule/rule-action.js';
import type { RuleKind } from '../../domain/rule/rule-task.js';
import type { JobQueue } from '../shared/job-queue.port.js';

/** A hold ends at its time: what is done about one doesn't wait behind thousands of charges. */
const URGENT: readonly RuleKind[] = ['reauthorize_holds', 'capture_holds'];

/** The job that does an action, or looks at what became of it; `at`: not before then. */
export function addJobOf(action: RuleAction, jobs: JobQueue, at?: Date): Promise<void> {
  const isUrgent = URGENT.includes(action.toData().kind);
  return jobs.add('perform-rule-action', { action: action.id }, { at, isUrgent });
}
