import { RuleAction, type RuleActionData } from '../../../domain/rule/rule-action.js';
import type { RuleTask } from '../../../domain/rule/rule-task.js';
import { Rule, type RuleData, type RuleScope } from '../../../domain/rule/rule.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { Money } from '../../../domain/shared/money.js';

export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly task: RuleTask;
  readonly scope: RuleScope;
  readonly state: RuleData['state'];
  readonly acts_from: Date | null;
  readonly declines_in_row: number;
  readonly made_at: Date;
  readonly version: number;
  readonly looked_through: Date | null;
}

export function ruleDataFrom(row: RuleRow): RuleData {
  return {
    id: row.id,
    name: row.name,
    task: row.task,
    scope: row.scope,
    state: row.state,
    actsFrom: row.acts_from ?? undefined,
    declinesInRow: row.declines_in_row,
    madeAt: row.made_at,
    version: row.version,
  };
}

export function ruleFrom(row: RuleRow): Rule {
  return Rule.restore(ruleDataFrom(row));
}

/** Every column but the id and those that only looks write. */
export function ruleColumns(rule: Rule): Record<string, unknown> {
  const { name, task, scope, state, actsFrom, declinesInRow, madeAt, version } = rule.toData();
  return {
    name,
    kind: task.kind,
    task: JSON.stringify(task),
    scope: JSON.stringify(scope),
    state,
    acts_from: actsFrom ?? null,
    declines_in_row: declinesInRow,
    made_at: madeAt,
    version,
  };
}

export interface RuleActionRow {
  readonly id: string;
  readonly rule_id: string;
  readonly kind: RuleActionData['kind'];
  readonly booking_id: string;
  readonly occasion: string;
  readonly due_at: Date;
  readonly found_at: Date;
  readonly state: RuleActionData['state'];
  readonly deed: RuleActionData['deed'] | null;
  readonly currency: string | null;
  readonly amount: string | null;
  readonly why: string | null;
  readonly note: string | null;
  readonly put_off_since: Date | null;
  readonly next_look_at: Date | null;
  readonly looks: number;
  readonly settled_at: Date | null;
  readonly dismissed_by: Actor | null;
  readonly dismissed_at: Date | null;
}

export function ruleActionFrom(row: RuleActionRow): RuleAction {
  return RuleAction.restore({
    id: row.id,
    rule: row.rule_id,
    kind: row.kind,
    booking: row.booking_id,
    occasion: row.occasion,
    due: row.due_at,
    foundAt: row.found_at,
    state: row.state,
    deed: row.deed ?? undefined,
    amount:
      row.amount === null || row.currency === null ? undefined : Money.of(Number(row.amount), row.currency),
    why: row.why ?? undefined,
    note: row.note ?? undefined,
    putOffSince: row.put_off_since ?? undefined,
    nextLookAt: row.next_look_at ?? undefined,
    looks: row.looks,
    settledAt: row.settled_at ?? undefined,
    dismissed:
      row.dismissed_by && row.dismissed_at ? { by: row.dismissed_by, at: row.dismissed_at } : undefined,
  });
}

export function ruleActionColumns(action: RuleAction): Record<string, unknown> {
  const data = action.toData();
  return {
    id: data.id,
    rule_id: data.rule,
    kind: data.kind,
    booking_id: data.booking,
    occasion: data.occasion,
    due_at: data.due,
    found_at: data.foundAt,
    state: data.state,
    deed: data.deed ?? null,
    currency: data.amount?.currency ?? null,
    amount: data.amount?.amount ?? null,
    why: data.why ?? null,
    note: data.note ?? null,
    put_off_since: data.putOffSince ?? null,
    next_look_at: data.nextLookAt ?? null,
    looks: data.looks,
    settled_at: data.settledAt ?? null,
    dismissed_by: data.dismissed ? JSON.stringify(data.dismissed.by) : null,
    dismissed_at: data.dismissed?.at ?? null,
  };
}

/** The columns of `ruleActionColumns`, with their types. */
export const RULE_ACTION_COLUMNS = {
  id: 'uuid',
  rule_id: 'uuid',
  kind: 'text',
  booking_id: 'uuid',
  occasion: 'text',
  due_at: 'timestamptz',
  found_at: 'timestamptz',
  state: 'text',
  deed: 'text',
  currency: 'text',
  amount: 'bigint',
  why: 'text',
  note: 'text',
  put_off_since: 'timestamptz',
  next_look_at: 'timestamptz',
  looks: 'int',
  settled_at: 'timestamptz',
  dismissed_by: 'jsonb',
  dismissed_at: 'timestamptz',
} as const;
