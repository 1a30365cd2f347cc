import type { RuleDeed } from '../../../domain/rule/rule-action.js';
import type { RuleTask } from '../../../domain/rule/rule-task.js';

/** What such a rule does; `paymentKind`: of the payment that it is about. */
export function deedOf({ kind }: RuleTask, paymentKind: 'charge' | 'hold' | null): RuleDeed {
  switch (kind) {
    case 'reauthorize_holds':
      return 'renew';
    case 'capture_holds':
      return 'capture';
    case 'retry_declined':
      return paymentKind ?? 'charge';
    default:
      return 'charge';
  }
}
