import type { RuleActionView } from '../../../application/rule/rule.views.js';
import { ruleActionFrom, type RuleActionRow } from './rule-rows.js';

export type ListedAction = RuleActionRow & {
  readonly rule_name: string;
  readonly reference: string;
  readonly customer_name: string;
  readonly owed_in: string;
  readonly chargeable: string;
};

/** SQL: actions `a` with their rules and their bookings, `b`. */
export const LISTED_ACTIONS = `SELECT a.*, r.name AS rule_name, b.reference, b.customer_name,
    b.currency AS owed_in, b.chargeable
  FROM rule_actions a JOIN rules r ON r.id = a.rule_id JOIN bookings b ON b.id = a.booking_id`;

export function ruleActionViewFrom(row: ListedAction): RuleActionView {
  const { rule, booking, amount, ...action } = ruleActionFrom(row).toData();
  return {
    ...action,
    rule: { id: rule, name: row.rule_name },
    booking: {
      id: booking,
      reference: row.reference,
      customer: row.customer_name,
      currency: row.owed_in,
      chargeable: Number(row.chargeable),
    },
    currency: amount?.currency,
    amount: amount?.amount,
  };
}
