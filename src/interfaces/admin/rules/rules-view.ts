import { validate as isUuid } from 'uuid';
import type {
  RuleActionCriteria,
  RuleActionPage,
} from '../../../application/rule/list-rule-actions.query.js';
import type { RulePage } from '../../../application/rule/list-rules.query.js';
import type { DryRun, RuleActionView, RuleView } from '../../../application/rule/rule.views.js';
import { RULE_ACTION_STATES } from '../../../domain/rule/rule-action.js';
import { by } from '../bookings/actor-name.js';
import { brandName } from '../bookings/card-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import type { Format } from '../views/format.js';
import {
  ACTION_BADGES,
  actionsIn,
  bookingsIn,
  DEED_WORDS,
  moneyWords,
  reasonWords,
  RULE_EVENTS,
  RULE_STATE_BADGES,
  scopeSentence,
  taskSentence,
} from './rule-words.js';

export function rulesView({ rows, nextCursor }: RulePage, cursor: string | undefined) {
  return {
    rows: rows.map(({ id, name, task, scope, state, lastFoundAt }) => ({
      id,
      name,
      href: `/rules/${id}`,
      what: taskSentence(task),
      scope: scope.newBookingsOnly || scope.service !== undefined ? scopeSentence(scope) : undefined,
      badge: RULE_STATE_BADGES[state],
      lastFoundAt,
    })),
    paging: {
      any: cursor !== undefined || nextCursor !== undefined,
      first: cursor === undefined ? undefined : '/rules',
      next: nextCursor && `/rules?cursor=${nextCursor}`,
    },
  };
}

export function ruleView(
  rule: RuleView,
  run: DryRun,
  actions: RuleActionPage,
  cursor: string | undefined,
  format: Format,
) {
  const href = `/rules/${rule.id}`;
  return {
    rule: {
      id: rule.id,
      name: rule.name,
      href,
      isOn: rule.state === 'active',
      badge: RULE_STATE_BADGES[rule.state],
      what: taskSentence(rule.task),
      scope: scopeSentence(rule.scope),
      actsFrom: rule.state === 'active' ? rule.actsFrom : undefined,
    },
    run: dryRunView(run, format, {
      isOn: rule.state === 'active',
      first: cursor === undefined ? undefined : href,
      next: run.nextCursor && `${href}?cursor=${run.nextCursor}`,
    }),
    actions: actions.rows.map((action) => actionView(action, format)),
    activity: `/rules/activity?rule=${rule.id}`,
    events: rule.events.map(({ id, type, at, by: who, data }) => ({
      id,
      at,
      by: by(who),
      reason: typeof data.reason === 'string' ? data.reason : undefined,
      includesDue: data.includesDue === true,
      ...RULE_EVENTS[type],
    })),
  };
}

/** `first` and `next`: where its other pages are, if it has any. */
export function dryRunView(
  run: DryRun,
  format: Format,
  { isOn, first, next }: { readonly isOn: boolean; readonly first?: string; readonly next?: string },
) {
  const [bookings, actions] = [bookingsIn(run.totals), actionsIn(run.totals)];
  return {
    isOn,
    until: run.until,
    count: bookings,
    times: actions > bookings ? actions : undefined,
    estimates: run.rows.some(({ isEstimate }) => isEstimate),
    money: moneyWords(run.totals, format),
    due: bookingsIn(run.alreadyDue) > 0 && {
      count: bookingsIn(run.alreadyDue),
      money: moneyWords(run.alreadyDue, format),
    },
    rows: run.rows.map(({ booking, due, isEstimate, deed, currency, amount, card }) => ({
      ...booking,
      due,
      about: isEstimate,
      what: DEED_WORDS[deed],
      amount: format.money(amount, currency),
      card: card && `${brandName(card.brand)} •••• ${card.last4}`,
      lacksCard: deed !== 'capture' && !card,
    })),
    more: actions > run.rows.length && !first && !next,
    paging: { any: first !== undefined || next !== undefined, first, next },
  };
}

export function actionView(action: RuleActionView, format: Format) {
  const { deed, currency, amount } = action;
  return {
    ...action,
    badge: ACTION_BADGES[action.state],
    what:
      deed && currency !== undefined && amount !== undefined
        ? `${DEED_WORDS[deed]} of ${format.money(amount, currency)}`
        : undefined,
    reason: reasonWords(action.why, action.note),
    nextLookAt: action.state === 'waiting' ? action.nextLookAt : undefined,
  };
}

/** What the address asks for; anything it can't mean is left out. */
export function activityCriteriaFrom(query: FormFields): RuleActionCriteria {
  const state = textOf(query, 'status');
  const [rule, booking] = [textOf(query, 'rule'), textOf(query, 'booking')];
  return {
    state: RULE_ACTION_STATES.find((known) => known === state),
    rule: isUuid(rule) ? rule : undefined,
    booking: isUuid(booking) ? booking : undefined,
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function activityAddress({ rule, booking, state }: RuleActionCriteria, cursor?: string): string {
  const query = new URLSearchParams();
  if (rule !== undefined) query.set('rule', rule);
  if (booking !== undefined) query.set('booking', booking);
  if (state !== undefined) query.set('status', state);
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '/rules/activity' : `/rules/activity?${query.toString()}`;
}

export function activityView(
  page: RuleActionPage,
  criteria: RuleActionCriteria,
  about: { readonly rule?: string; readonly reference?: string },
  format: Format,
) {
  const { rule, booking, state, cursor } = criteria;
  return {
    rows: page.rows.map((action) => actionView(action, format)),
    about,
    rule,
    booking,
    withoutRule: activityAddress({ booking, state }),
    withoutBooking: activityAddress({ rule, state }),
    chips: [undefined, ...RULE_ACTION_STATES].map((each) => ({
      label: each === undefined ? 'All' : ACTION_BADGES[each].label,
      href: activityAddress({ rule, booking, state: each }),
      current: each === state,
    })),
    empty: page.rows.length === 0 && {
      more: cursor !== undefined,
      filtered: state !== undefined || booking !== undefined || rule !== undefined,
      label: state && ACTION_BADGES[state].label,
    },
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor === undefined ? undefined : activityAddress(criteria),
      next: page.nextCursor && activityAddress(criteria, page.nextCursor),
    },
  };
}
