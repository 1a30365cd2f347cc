import { timingOf, type RuleTask } from '../../../domain/rule/rule-task.js';
import { momentOf } from '../../../domain/rule/timing.js';
import type { OccasionRow } from './occasions-sql.js';

const HOUR_MS = 60 * 60 * 1000;

/** When an occasion that was found is due: at its moment, or once the booking or the hold was made, if that came later. */
export function dueOf(
  task: RuleTask,
  { anchor, since }: Pick<OccasionRow, 'anchor' | 'since'>,
  timeZone: string,
): Date {
  const moment = momentBy(task, anchor, timeZone);
  return moment < since ? since : moment;
}

function momentBy(task: RuleTask, anchor: Date, timeZone: string): Date {
  if (task.kind === 'reauthorize_holds') return new Date(anchor.getTime() - task.hours * HOUR_MS);
  const timing = timingOf(task);
  return timing ? momentOf(timing, anchor, timeZone) : anchor;
}
