import { DomainError } from '../shared/domain-error.js';
import type { CalendarDate } from '../shared/calendar-date.js';
import type { Money } from '../shared/money.js';

/** What is collected pays what is owed, so it is bound by that; open holds and charges don't lessen money in hand. */
export class OverOutstanding extends DomainError {
  override readonly name = 'OverOutstanding';
  constructor(asked: Money, outstanding: Money) {
    super(
      'invalid',
      'over_chargeable',
      outstanding.isZero
        ? 'Nothing is outstanding on this booking. If the customer owes more, change the booking’s total first.'
        : `At most ${outstanding.toString()} is outstanding and can be collected, not ${asked.toString()}. If the customer owes more, change the booking’s total first.`,
      { amount: asked.amount, outstanding: outstanding.amount, currency: asked.currency },
    );
  }
}

export class ReceivedInFuture extends DomainError {
  override readonly name = 'ReceivedInFuture';
  constructor(receivedOn: CalendarDate, today: CalendarDate) {
    super(
      'invalid',
      'received_in_future',
      `Money can’t have come in on ${receivedOn}: today is ${today}. It is recorded once it is there.`,
      { received_on: receivedOn, latest: today },
    );
  }
}

export class NotACollection extends DomainError {
  override readonly name = 'NotACollection';
  constructor(kind: string) {
    super(
      'conflict',
      'not_a_collection',
      `Only a collection is taken back by an entry here; this is a ${kind}, which Stripe made. Refund or release it instead.`,
      { kind },
    );
  }
}

export class AlreadyReversed extends DomainError {
  override readonly name = 'AlreadyReversed';
  constructor(at: Date) {
    super('conflict', 'already_reversed', 'This collection was taken back already.', {
      reversed_at: at.toISOString(),
    });
  }
}

export class ReasonMissing extends DomainError {
  override readonly name = 'ReasonMissing';
  constructor() {
    super('invalid', 'reason_required', 'Say why this collection is taken back.');
  }
}
