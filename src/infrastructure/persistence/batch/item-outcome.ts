import { OUTCOME_BY_PAYMENT, OUTCOME_BY_STEP } from '../../../domain/batch/batch-item.js';

/** SQL: the outcome of item `i`, whose payment, once there is one, is `p`. */
export const OUTCOME = `CASE
  ${cases('p.state', OUTCOME_BY_PAYMENT)}
  ${cases('i.step', OUTCOME_BY_STEP)}
  END`;

export const ITEMS = `charge_batch_items i LEFT JOIN payments p ON p.id = i.payment_id`;

function cases(column: string, outcomes: Readonly<Record<string, string>>): string {
  return Object.entries(outcomes)
    .map(([value, outcome]) => `WHEN ${column} = '${value}' THEN '${outcome}'`)
    .join(' ');
}
