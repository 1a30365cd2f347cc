import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';

/** The caller decided on a version of the booking that is no longer the current one. */
export class BookingChanged extends DomainError {
  override readonly name = 'BookingChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'booking_changed',
      'This booking has changed since you opened it. Look at it again, then decide.',
      {
        expected,
        current,
      },
    );
  }
}

export class BookingNotFound extends DomainError {
  override readonly name = 'BookingNotFound';
  constructor(id: string) {
    super('not_found', 'booking_not_found', `There is no booking ${id}.`, { booking: id });
  }
}

export class ReferenceTaken extends DomainError {
  override readonly name = 'ReferenceTaken';
  constructor(reference: string) {
    super('conflict', 'reference_taken', `There is already a booking with the reference ${reference}.`, {
      reference,
    });
  }
}

export class CurrencyFixed extends DomainError {
  override readonly name = 'CurrencyFixed';
  constructor(current: Money, asked: Money) {
    super(
      'invalid',
      'currency_mismatch',
      `This booking is in ${current.currency}; its total can’t be changed to ${asked.currency}.`,
      { expected: current.currency, given: asked.currency },
    );
  }
}

/** A payment in another currency says nothing of what is owed here. */
export class PaymentInOtherCurrency extends DomainError {
  override readonly name = 'PaymentInOtherCurrency';
  constructor(reference: string, expected: string, payment: Money) {
    super(
      'invalid',
      'currency_mismatch',
      `Booking ${reference} is in ${expected}; a payment of ${payment.toString()} can’t be linked to it.`,
      { expected, given: payment.currency },
    );
  }
}
