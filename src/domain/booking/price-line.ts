import { DomainError } from '../shared/domain-error.js';
import { Money } from '../shared/money.js';

/** What a line is for. A discount is taken off; all others are added. */
export const PRICE_LINE_KINDS = ['service', 'extra', 'discount', 'tax', 'fee'] as const;
export type PriceLineKind = (typeof PRICE_LINE_KINDS)[number];

export const MOST_LINES = 50;
export const MOST_OF_ONE_LINE = 9999;
export const LONGEST_DESCRIPTION = 200;

/** Why Purser itself added a line: it is taken out, or changed, again when the reason for it is gone. */
export type PriceLineOrigin = 'adjustment' | 'cancellation' | 'no_show';

/** One thing that the customer pays for, or doesn't. Neither amount is ever negative: the kind says which way it counts. */
export interface PriceLine {
  readonly kind: PriceLineKind;
  readonly description: string;
  readonly quantity: number;
  /** For one of them. */
  readonly unitAmount: Money;
  readonly origin?: PriceLineOrigin;
}

/** What the whole line comes to: quantity × unit amount, exactly. */
export function lineAmount({ quantity, unitAmount }: PriceLine): Money {
  return Money.of(quantity * unitAmount.amount, unitAmount.currency);
}

/** Lines that can't be: which one, counted from 1, and why. */
export class PriceLineRefused extends DomainError {
  override readonly name = 'PriceLineRefused';
  constructor(position: number, field: 'description' | 'quantity', why: string) {
    super('invalid', 'invalid_price_line', `Line ${position}: ${why}`, { line: position, field });
  }
}

/** Throws PriceLineRefused for the first line that has no description or no whole number of things. */
export function requireLine({ description, quantity }: PriceLine, index: number): void {
  const length = [...description.trim()].length;
  if (length === 0 || length > LONGEST_DESCRIPTION) {
    throw new PriceLineRefused(
      index + 1,
      'description',
      `say in 1 to ${LONGEST_DESCRIPTION} characters what it is for.`,
    );
  }
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > MOST_OF_ONE_LINE) {
    throw new PriceLineRefused(
      index + 1,
      'quantity',
      `the quantity is a whole number from 1 to ${MOST_OF_ONE_LINE}, not ${quantity}.`,
    );
  }
}
