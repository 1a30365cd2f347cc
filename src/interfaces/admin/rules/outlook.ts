import type { RuleOutlook } from '../../../application/rule/get-rule-outlook.query.js';
import type { Format } from '../views/format.js';

const DOES = { charge: 'charges', hold: 'holds', renew: 'renews the hold of', capture: 'captures' } as const;
/** On a booking's page. */
const MOST = 3;

/** What rules will do about a booking, a line for each: "“Balance 14 days before” charges $185.50". */
export function outlookLines(outlook: readonly RuleOutlook[], format: Format) {
  return outlook.slice(0, MOST).map(({ rule, due, deed, currency, amount }) => ({
    rule,
    href: `/rules/${rule.id}`,
    does: DOES[deed],
    sum: format.money(amount, currency),
    due,
  }));
}
