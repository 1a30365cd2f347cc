import type { Occasion } from '../../domain/rule/occasion.js';
import type { RuleAction } from '../../domain/rule/rule-action.js';
import type { Presence } from '../../domain/rule/rule-decision.js';
import type { Rule } from '../../domain/rule/rule.js';

export interface DueOccasion extends Occasion {
  readonly booking: string;
}

export interface DueSearch {
  /** Only what came due after it. */
  readonly from: Date;
  readonly until: Date;
  /** IANA: the business's, whose days are counted. */
  readonly timeZone: string;
  /** At most so many. */
  readonly limit: number;
}

/** A rule whose turn it is to be looked at. */
export interface RuleToLookAt {
  readonly rule: Rule;
  /** What came due up to then was found by earlier looks. None: it wasn't looked at since it was turned on. */
  readonly lookedThrough?: Date;
}

export interface RuleRepository {
  /** Throws RuleNameTaken. */
  add(rule: Rule): Promise<void>;
  /** Locked until the transaction ends. Throws RuleNotFound. */
  lock(id: string): Promise<Rule>;
  /** Nobody changes it until the transaction ends; others may read it so too. Undefined when there is none. */
  lockAgainstChange(id: string): Promise<Rule | undefined>;
  /** Locked by nobody; undefined when there is none. */
  find(id: string): Promise<Rule | undefined>;
  /** With its events. Throws RuleNameTaken. */
  save(rule: Rule): Promise<void>;

  /** The active rule that waits longest for its look, locked; passes over those that others look at now. */
  lockNextToLookAt(now: Date): Promise<RuleToLookAt | undefined>;
  /** When it is looked at next; `through`: everything up to then was found. */
  lookedAt(rule: string, next: Date, through?: Date): Promise<void>;
  /** What came due and has no action of this rule's yet, in the order in which it did. */
  dueOccasions(rule: Rule, search: DueSearch): Promise<readonly DueOccasion[]>;

  /** Stores new actions, but for occasions that have one already. Returns the ids of those that were stored. */
  addActions(actions: readonly RuleAction[]): Promise<readonly string[]>;
  /** Locked until the transaction ends; undefined when there is none. */
  lockAction(id: string): Promise<RuleAction | undefined>;
  /** Locked by nobody; undefined when there is none. */
  findAction(id: string): Promise<RuleAction | undefined>;
  saveAction(action: RuleAction): Promise<void>;
  /**
   * Those that nobody has looked at for so long since they should have been, at most `limit`: their jobs are gone. Locked
   * until the transaction ends; passes over those that others look at now.
   */
  lockForgottenActions(since: Date, limit: number): Promise<readonly RuleAction[]>;

  /**
   * What was left undone, isn't dismissed, and is over by now: nothing is owed any more, or the hold is no longer open. At
   * most `limit`. Locked until the transaction ends; passes over those that others look at now.
   */
  lockLeftUndoneThatIsOver(limit: number): Promise<readonly RuleAction[]>;

  /** What is known of people at a booking. */
  presenceAt(booking: string): Promise<Presence>;
}
