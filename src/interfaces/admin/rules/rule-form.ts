import { RuleNotAccepted } from '../../../domain/rule/rule-errors.js';
import {
  requireTask,
  RULE_BOUNDS,
  RULE_KINDS,
  type RuleKind,
  type RuleTask,
} from '../../../domain/rule/rule-task.js';
import { LONGEST_RULE_NAME, type RuleData, type RuleScope } from '../../../domain/rule/rule.js';
import type { FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { KIND_WORDS } from './rule-words.js';

export const LONGEST_REASON = 500;
const LONGEST_SERVICE = 200;

/** As typed: every field may be wrong. */
export interface TypedRule {
  readonly kind: RuleKind;
  readonly name: string;
  readonly days: string;
  readonly at: string;
  readonly hours: string;
  readonly count: string;
  readonly unit: string;
  readonly side: string;
  readonly afterHours: string;
  readonly newOnly: boolean;
  readonly service: string;
  readonly reason: string;
}

export interface ReadRule {
  readonly name: string;
  readonly task: RuleTask;
  readonly scope: RuleScope;
  readonly reason?: string;
}

/** Which field of the form a field of the API is. */
const FIELDS: Readonly<Record<string, string>> = {
  after_hours: 'after_hours',
  name: 'name',
  days: 'days',
  at: 'at',
  hours: 'hours',
};

export function kindFrom(text: string): RuleKind | undefined {
  return RULE_KINDS.find((kind) => kind === text);
}

export function typedFrom(kind: RuleKind, body: FormFields): TypedRule {
  return {
    kind,
    name: textOf(body, 'name'),
    days: textOf(body, 'days'),
    at: textOf(body, 'at'),
    hours: textOf(body, 'hours'),
    count: textOf(body, 'count'),
    unit: textOf(body, 'unit'),
    side: textOf(body, 'side'),
    afterHours: textOf(body, 'after_hours'),
    newOnly: textOf(body, 'new_only') !== '',
    service: textOf(body, 'service'),
    reason: textOf(body, 'reason'),
  };
}

const EMPTY = {
  name: '',
  days: '14',
  at: '09:00',
  hours: '24',
  count: '1',
  unit: 'days',
  side: 'before',
  afterHours: '24, 72, 120',
  newOnly: false,
  service: '',
  reason: '',
};

/** What a new one of its kind starts with. */
export function startOf(kind: RuleKind): TypedRule {
  return { ...EMPTY, kind, name: KIND_WORDS[kind].name, days: kind === 'charge_after_end' ? '1' : '14' };
}

export function typedOf({ name, task, scope }: Pick<RuleData, 'name' | 'task' | 'scope'>): TypedRule {
  const about = {
    ...EMPTY,
    kind: task.kind,
    name,
    newOnly: scope.newBookingsOnly,
    service: scope.service ?? '',
  };
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return { ...about, days: String(task.days), at: task.at };
    case 'charge_on_complete':
      return about;
    case 'retry_declined':
      return { ...about, afterHours: task.afterHours.join(', ') };
    case 'reauthorize_holds':
      return { ...about, hours: String(task.hours) };
    case 'capture_holds': {
      const { side, unit, count } = task.timing;
      const at = task.timing.unit === 'days' ? task.timing.at : EMPTY.at;
      return { ...about, side, unit, count: String(count), at };
    }
  }
}

/** Throws RuleNotAccepted and `text_too_long`. */
export function readRule(typed: TypedRule): ReadRule {
  const task = taskFrom(typed);
  requireTask(task);
  const service = lineIn(typed.service, LONGEST_SERVICE);
  const reason = lineIn(typed.reason, LONGEST_REASON);
  return {
    name: lineIn(typed.name, LONGEST_RULE_NAME * 2),
    task,
    scope: { newBookingsOnly: typed.newOnly, ...(service === '' ? {} : { service }) },
    ...(reason === '' ? {} : { reason }),
  };
}

function taskFrom(typed: TypedRule): RuleTask {
  const { kind } = typed;
  switch (kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return { kind, days: numberIn(typed.days), at: typed.at };
    case 'charge_on_complete':
      return { kind };
    case 'retry_declined':
      return {
        kind,
        afterHours: typed.afterHours
          .split(/[\s,;]+/)
          .filter(Boolean)
          .map(numberIn),
      };
    case 'reauthorize_holds':
      return { kind, hours: numberIn(typed.hours) };
    case 'capture_holds': {
      const side = typed.side === 'after' ? 'after' : 'before';
      const count = numberIn(typed.count);
      return typed.unit === 'hours'
        ? { kind, timing: { side, unit: 'hours', count } }
        : { kind, timing: { side, unit: 'days', count, at: typed.at } };
    }
  }
}

function numberIn(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

/** Beside the field, in words that stand by themselves. */
export function inRuleWords(problem: FormProblem, error: unknown, { kind }: TypedRule): FormProblem {
  if (problem.code === 'rule_name_taken') return { ...problem, field: 'name' };
  if (!(error instanceof RuleNotAccepted)) return problem;
  const field = kind === 'capture_holds' && error.field !== 'at' ? 'count' : FIELDS[error.field];
  const words = error.problem.charAt(0).toUpperCase() + error.problem.slice(1);
  return { ...problem, field, message: `${words}.` };
}

export interface RuleFormInput {
  readonly typed: TypedRule;
  readonly decision: string;
  /** Of one that is stored. */
  readonly stored?: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly isOn: boolean;
  };
  readonly problem?: FormProblem;
}

export function ruleForm({ typed, decision, stored, problem }: RuleFormInput) {
  const { kind } = typed;
  return {
    typed,
    decision,
    stored,
    kind: { value: kind, ...KIND_WORDS[kind] },
    has: {
      days: kind === 'charge_before_start' || kind === 'charge_after_end',
      retries: kind === 'retry_declined',
      hours: kind === 'reauthorize_holds',
      capture: kind === 'capture_holds',
      nothing: kind === 'charge_on_complete',
    },
    daysLabel: kind === 'charge_after_end' ? 'Days after the booking' : 'Days before the start',
    daysHint:
      kind === 'charge_after_end'
        ? 'Calendar days from the day on which it starts, for a booking has no other time. 0: that day.'
        : 'Calendar days; 0 is the day of the start. A booking that is made later than that is charged at once.',
    units: ['days', 'hours'].map((value) => ({ value, chosen: typed.unit === value })),
    sides: [
      { value: 'before', label: 'before the start', chosen: typed.side !== 'after' },
      { value: 'after', label: 'after the start', chosen: typed.side === 'after' },
    ],
    bounds: RULE_BOUNDS,
    longest: { name: LONGEST_RULE_NAME, service: LONGEST_SERVICE, reason: LONGEST_REASON },
    errors: problem?.field === undefined ? {} : { [problem.field]: problem.message },
    startsAtName: problem?.field === undefined || problem.field === 'name',
    problem: problem?.field === undefined ? problem : undefined,
    action: stored ? `/rules/${stored.id}` : '/rules',
    preview: stored ? `/rules/${stored.id}/preview` : '/rules/preview',
    back: stored ? `/rules/${stored.id}` : '/rules',
  };
}

export function kindChoices() {
  return RULE_KINDS.map((kind) => ({ ...KIND_WORDS[kind], href: `/rules/new?kind=${kind}` }));
}
