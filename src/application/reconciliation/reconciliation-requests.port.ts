import type { Actor } from '../../domain/shared/actor.js';
import { DomainError } from '../../domain/shared/domain-error.js';

export interface RequestedReconciliation {
  readonly id: string;
  readonly since: Date;
  readonly until: Date;
  readonly dryRun: boolean;
  readonly by: Actor;
}

/** Deep runs that were asked for. Whichever instance is free takes the oldest. */
export abstract class ReconciliationRequests {
  /** Stores it, once per id. Throws ReconciliationUnderWay while another that was asked for isn't over. */
  abstract add(request: RequestedReconciliation): Promise<void>;
}

export class ReconciliationUnderWay extends DomainError {
  override readonly name = 'ReconciliationUnderWay';
  constructor(readonly reconciliation: string) {
    super(
      'conflict',
      'reconciliation_under_way',
      'Another check of a period isn’t over yet. One is done at a time; look at that one, or ask again when it is over.',
      { reconciliation },
    );
  }
}

export class ReconciliationNotFound extends DomainError {
  override readonly name = 'ReconciliationNotFound';
  constructor(id: string) {
    super('not_found', 'reconciliation_not_found', `There is no reconciliation ${id}.`, {
      reconciliation: id,
    });
  }
}
