import type { Actor, Cause } from '../shared/actor.js';
import { RuleChanged, RuleNotAccepted } from './rule-errors.js';
import { requireTask, sameTask, type RuleTask } from './rule-task.js';

/** In characters. */
export const LONGEST_RULE_NAME = 80;
/** What came due up to so long before a rule is turned on can be included, when staff say so. */
export const DUE_BEFORE_DAYS = 90;
/** A rule that only meets declines stops by itself: something else is wrong, and banks count attempts. */
export const DECLINES_UNTIL_PAUSED = 20;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Which bookings a rule takes. */
export interface RuleScope {
  /** Only bookings that were registered after the rule was made. */
  readonly newBookingsOnly: boolean;
  /** Only bookings whose service has this in its name, in any case. */
  readonly service?: string;
}

export type RuleState = 'active' | 'paused';

export interface RuleData {
  readonly id: string;
  readonly name: string;
  readonly task: RuleTask;
  readonly scope: RuleScope;
  readonly state: RuleState;
  /** It acts on what comes due from then on. None: it was never turned on. */
  readonly actsFrom?: Date;
  /** How many cards in a row were declined that it asked. */
  readonly declinesInRow: number;
  readonly madeAt: Date;
  readonly version: number;
}

export type RuleHappening =
  | { readonly type: 'rule_made'; readonly reason?: string }
  | {
      readonly type: 'rule_changed';
      readonly before: Partial<Pick<RuleData, 'name' | 'task' | 'scope'>>;
      readonly after: Partial<Pick<RuleData, 'name' | 'task' | 'scope'>>;
      readonly reason?: string;
    }
  | { readonly type: 'rule_activated'; readonly includesDue: boolean; readonly reason?: string }
  | { readonly type: 'rule_paused'; readonly reason?: string };

export type RuleEvent = RuleHappening & { readonly rule: string; readonly cause: Cause };

export interface RuleChange {
  readonly name?: string;
  readonly task?: RuleTask;
  readonly scope?: RuleScope;
  readonly reason?: string;
}

/**
 * What is to be done with payments by itself, and when. It starts paused, and is paused again by a change to what it
 * does: whoever turns it on has seen what it will do.
 */
export class Rule {
  readonly events: RuleEvent[] = [];

  private constructor(private data: RuleData) {}

  /** Throws RuleNotAccepted. */
  static make(
    { id, name, task, scope }: Pick<RuleData, 'id' | 'name' | 'task' | 'scope'>,
    cause: Cause,
    reason?: string,
  ): Rule {
    const rule = new Rule({
      id,
      name: accepted(name),
      task,
      scope,
      state: 'paused',
      declinesInRow: 0,
      madeAt: cause.at,
      version: 0,
    });
    requireTask(task);
    rule.record({ type: 'rule_made', reason }, cause);
    return rule;
  }

  static restore(data: RuleData): Rule {
    return new Rule(data);
  }

  get id(): string {
    return this.data.id;
  }

  get name(): string {
    return this.data.name;
  }

  get task(): RuleTask {
    return this.data.task;
  }

  get scope(): RuleScope {
    return this.data.scope;
  }

  get isActive(): boolean {
    return this.data.state === 'active';
  }

  get actsFrom(): Date | undefined {
    return this.data.actsFrom;
  }

  get version(): number {
    return this.data.version;
  }

  get hasChanged(): boolean {
    return this.events.length > 0;
  }

  /** Who is said to have done what the rule does. */
  get actor(): Actor {
    return { kind: 'rule', id: this.id, name: this.name };
  }

  /** Throws RuleChanged unless `version` (when given) is the one that was loaded. */
  expectVersion(version: number | undefined): void {
    if (version !== undefined && version !== this.data.version)
      throw new RuleChanged(version, this.data.version);
  }

  /** Whether it is already as a change would make it. */
  isAs({ name, task, scope }: RuleChange): boolean {
    const { data } = this;
    return (
      (name === undefined || accepted(name) === data.name) &&
      (task === undefined || sameTask(task, data.task)) &&
      (scope === undefined || sameScope(scope, data.scope))
    );
  }

  /** What it does or whom it takes being changed pauses it. Throws RuleNotAccepted. */
  change({ name, task, scope, reason }: RuleChange, cause: Cause): void {
    const { data } = this;
    const after: { -readonly [Key in 'name' | 'task' | 'scope']?: RuleData[Key] } = {};
    if (name !== undefined && accepted(name) !== data.name) after.name = accepted(name);
    if (task !== undefined) requireTask(task);
    // What it found to do was found for what it does; another kind finds its own, under another name.
    if (task !== undefined && task.kind !== data.task.kind)
      throw new RuleNotAccepted('kind', `stays ${data.task.kind}: make another rule and pause this one`);
    if (task !== undefined && !sameTask(task, data.task)) after.task = task;
    if (scope !== undefined && !sameScope(scope, data.scope)) after.scope = scope;
    const changed = Object.keys(after) as (keyof typeof after)[];
    if (changed.length === 0) return;
    const before = Object.fromEntries(changed.map((key) => [key, data[key]]));
    const pauses = after.task !== undefined || after.scope !== undefined;
    this.data = { ...data, ...after, state: pauses ? 'paused' : data.state };
    this.record({ type: 'rule_changed', before, after, reason }, cause);
  }

  /**
   * From now on it acts on what comes due; with `includesDue` also on what did within the last DUE_BEFORE_DAYS. What it
   * acted on once it leaves alone either way.
   */
  activate({ includesDue, reason }: { includesDue: boolean; reason?: string }, cause: Cause): void {
    if (this.isActive) return;
    const actsFrom = includesDue ? new Date(cause.at.getTime() - DUE_BEFORE_DAYS * DAY_MS) : cause.at;
    this.data = { ...this.data, state: 'active', actsFrom, declinesInRow: 0 };
    this.record({ type: 'rule_activated', includesDue, reason }, cause);
  }

  pause(cause: Cause, reason?: string): void {
    if (!this.isActive) return;
    this.data = { ...this.data, state: 'paused' };
    this.record({ type: 'rule_paused', reason }, cause);
  }

  /** What became of a card it asked. Returns whether it paused itself, since nothing but declines came of it lately. */
  heardOf(outcome: 'accepted' | 'declined', cause: Cause): boolean {
    const declinesInRow = outcome === 'declined' ? this.data.declinesInRow + 1 : 0;
    this.data = { ...this.data, declinesInRow };
    if (declinesInRow < DECLINES_UNTIL_PAUSED || !this.isActive) return false;
    this.pause(cause, `${declinesInRow} cards in a row were declined.`);
    return true;
  }

  toData(): RuleData {
    return this.data;
  }

  private record(happening: RuleHappening, cause: Cause): void {
    this.data = { ...this.data, version: this.data.version + 1 };
    this.events.push({ ...happening, rule: this.id, cause });
  }
}

function accepted(name: string): string {
  const trimmed = name.trim();
  const length = [...trimmed].length;
  if (length < 1 || length > LONGEST_RULE_NAME)
    throw new RuleNotAccepted('name', `must be 1 to ${LONGEST_RULE_NAME} characters long`);
  return trimmed;
}

function sameScope(a: RuleScope, b: RuleScope): boolean {
  return a.newBookingsOnly === b.newBookingsOnly && a.service === b.service;
}
