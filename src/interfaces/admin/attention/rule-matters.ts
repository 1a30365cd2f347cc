import type { RuleThatPaused } from '../../../application/attention/list-rules-that-paused.query.js';
import type { RuleActionPage } from '../../../application/rule/list-rule-actions.query.js';
import { notDone, whyLeftUndone } from '../rules/left-undone-words.js';

/** What rules leave to people: rules that stopped by themselves, and what others gave up or were refused. */
export function ruleMatters(
  { rows, nextCursor }: RuleActionPage,
  paused: readonly RuleThatPaused[],
  count: number,
) {
  return {
    any: rows.length > 0 || paused.length > 0,
    count,
    paused: paused.map((rule) => ({ ...rule, href: `/rules/${rule.id}` })),
    actions: rows.map(({ id, kind, state, why, note, rule, booking, settledAt }) => ({
      id,
      what: notDone(kind),
      why: whyLeftUndone({ end: state, why, note }),
      rule: { ...rule, href: `/rules/${rule.id}` },
      booking: { ...booking, href: `/bookings/${booking.id}` },
      at: settledAt,
      dismissHref: `/attention/rule-actions/${id}/dismissal`,
    })),
    next: nextCursor && `/attention?rules=${nextCursor}`,
  };
}
