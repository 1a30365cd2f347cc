import { DomainError } from '../shared/domain-error.js';

/** Something about a rule can't be so. */
export class RuleNotAccepted extends DomainError {
  override readonly name = 'RuleNotAccepted';
  constructor(
    /** As the API calls it. */
    readonly field: string,
    readonly problem: string,
  ) {
    super('invalid', 'rule_not_accepted', `The rule’s ${field} ${problem}.`, { field });
  }
}

export class RuleNotFound extends DomainError {
  override readonly name = 'RuleNotFound';
  constructor(id: string) {
    super('not_found', 'rule_not_found', `There is no rule ${id}.`, { rule: id });
  }
}

export class RuleActionNotFound extends DomainError {
  override readonly name = 'RuleActionNotFound';
  constructor(id: string) {
    super('not_found', 'rule_action_not_found', `There is no action ${id} of a rule.`, { action: id });
  }
}

/** Only what was left undone can be said to need nobody any more. */
export class RuleActionNotLeftUndone extends DomainError {
  override readonly name = 'RuleActionNotLeftUndone';
  constructor(id: string, state: string) {
    super('conflict', 'rule_action_state', `Nothing was left undone: this action is ${state}.`, {
      action: id,
      state,
    });
  }
}

/** The activity log names rules, so no two may be called the same. */
export class RuleNameTaken extends DomainError {
  override readonly name = 'RuleNameTaken';
  constructor(name: string) {
    super('conflict', 'rule_name_taken', `There is already a rule called “${name}”.`, { field: 'name' });
  }
}

/** Somebody else changed the rule meanwhile. */
export class RuleChanged extends DomainError {
  override readonly name = 'RuleChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'rule_changed',
      'This rule has changed since you opened it. Look at it again, then decide.',
      {
        expected,
        current,
      },
    );
  }
}

/** Between the decision of a rule and its being stored, the rule was changed or paused, or somebody decided anew. */
export class RuleDecidedAnew extends DomainError {
  override readonly name = 'RuleDecidedAnew';
  constructor(id: string) {
    super('conflict', 'rule_decided_anew', 'The rule was changed or paused meanwhile.', { rule: id });
  }
}
