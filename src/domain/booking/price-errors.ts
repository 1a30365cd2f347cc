import { DomainError } from '../shared/domain-error.js';
import type { Money } from '../shared/money.js';

/** The lines and the total that were given say two different things. */
export class LinesDoNotAddUp extends DomainError {
  override readonly name = 'LinesDoNotAddUp';
  constructor(lines: Money, total: Money) {
    super(
      'invalid',
      'lines_do_not_add_up',
      `The lines add up to ${lines.toString()}, not to the total of ${total.toString()}.`,
      { lines: lines.amount, total: total.amount, currency: total.currency },
    );
  }
}

export class DiscountsExceedPrice extends DomainError {
  override readonly name = 'DiscountsExceedPrice';
  constructor(discounts: Money, price: Money) {
    super(
      'invalid',
      'discounts_exceed_price',
      `The discounts come to ${discounts.toString()}, more than the ${price.toString()} that they are taken off.`,
      { discounts: discounts.amount, price: price.amount, currency: price.currency },
    );
  }
}

export class WrongNumberOfLines extends DomainError {
  override readonly name = 'WrongNumberOfLines';
  constructor(given: number, most: number) {
    super('invalid', 'wrong_number_of_lines', `A price has 1 to ${most} lines, not ${given}.`, {
      lines: given,
      maximum: most,
    });
  }
}
