import { DomainError } from '../shared/domain-error.js';
import type { BatchState } from './batch-states.js';

export class BatchNotFound extends DomainError {
  override readonly name = 'BatchNotFound';
  constructor(id: string) {
    super('not_found', 'batch_not_found', `There is no batch ${id}.`, { batch: id });
  }
}

export class BatchNotInState extends DomainError {
  override readonly name = 'BatchNotInState';
  constructor(doing: string, state: BatchState, needed: BatchState) {
    super('conflict', 'batch_state', `${doing} needs a batch in ${needed}; this one is ${state}.`, {
      state,
      needed,
    });
  }
}

/** The caller decided on a version of the batch that is no longer the current one. */
export class BatchChanged extends DomainError {
  override readonly name = 'BatchChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'batch_changed',
      'This batch has changed since you opened it. Look at it again, then decide.',
      { expected, current },
    );
  }
}

/** It was stopped, or somebody else took the turn to its end, before the booking's charge was decided on. */
export class TurnIsOver extends DomainError {
  override readonly name = 'TurnIsOver';
  constructor(id: string) {
    super('conflict', 'turn_is_over', 'The batch was stopped before this booking was charged.', {
      batch: id,
    });
  }
}

export class NothingToCharge extends DomainError {
  override readonly name = 'NothingToCharge';
  constructor(bookings: number) {
    super('conflict', 'nothing_to_charge', 'None of these bookings can be charged. The review says why.', {
      bookings,
    });
  }
}

export class NoBookingsChosen extends DomainError {
  override readonly name = 'NoBookingsChosen';
  constructor() {
    super('invalid', 'no_bookings', 'No booking was chosen: choose at least one.', { minimum: 1 });
  }
}

export class TooManyBookings extends DomainError {
  override readonly name = 'TooManyBookings';
  constructor(maximum: number) {
    super(
      'invalid',
      'too_many_bookings',
      `More than ${maximum} bookings match, and at most ${maximum} can be charged together. Narrow the list first.`,
      { maximum },
    );
  }
}
