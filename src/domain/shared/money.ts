import { exponentOf, type CurrencyCode } from './currency.js';
import { DomainError } from './domain-error.js';
import { parseAmount } from './parse-amount.js';

/**
 * An amount of money: a whole, non-negative number of minor units (cents for USD, yen for JPY, fils for KWD)
 * and its ISO 4217 currency. Immutable. Refuses to mix currencies, to go below zero, and to leave the range
 * in which JavaScript counts exactly (2^53 − 1).
 */
export class Money {
  private constructor(
    readonly amount: number,
    readonly currency: CurrencyCode,
  ) {}

  /** `amount` in minor units. Throws `invalid_amount` or `unknown_currency`. */
  static of(amount: number, currency: CurrencyCode): Money {
    exponentOf(currency);
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new DomainError(
        'invalid',
        'invalid_amount',
        `An amount is a whole number of minor units from 0 to ${Number.MAX_SAFE_INTEGER}, not ${amount}.`,
        { amount: String(amount), currency },
      );
    }
    return new Money(amount, currency);
  }

  static zero(currency: CurrencyCode): Money {
    return Money.of(0, currency);
  }

  /** Reads what people type: "1,234.50", "1.234,50", "¥5000", "$ 12". Throws `invalid_amount` saying how to write it. */
  static parse(text: string, currency: CurrencyCode): Money {
    return Money.of(parseAmount(text, currency), currency);
  }

  static sum(amounts: Iterable<Money>, currency: CurrencyCode): Money {
    let sum = Money.zero(currency);
    for (const each of amounts) sum = sum.plus(each);
    return sum;
  }

  get isZero(): boolean {
    return this.amount === 0;
  }

  plus(other: Money): Money {
    this.requireSameCurrency(other);
    return Money.of(this.amount + other.amount, this.currency);
  }

  /** Throws `invalid_amount` when the result would be negative; see `minusOrZero`. */
  minus(other: Money): Money {
    this.requireSameCurrency(other);
    return Money.of(this.amount - other.amount, this.currency);
  }

  /** max(0, this − other). */
  minusOrZero(other: Money): Money {
    this.requireSameCurrency(other);
    return Money.of(Math.max(0, this.amount - other.amount), this.currency);
  }

  exceeds(other: Money): boolean {
    this.requireSameCurrency(other);
    return this.amount > other.amount;
  }

  /** Whether `asked` may be taken out of this; a refusal for its currency names this one as the expected. */
  covers(asked: Money): boolean {
    this.requireSameCurrency(asked);
    return this.amount >= asked.amount;
  }

  equals(other: Money): boolean {
    return this.amount === other.amount && this.currency === other.currency;
  }

  atMost(other: Money): Money {
    return this.exceeds(other) ? other : this;
  }

  /** The plain decimal number, no grouping, no symbol: "185.50", "5000", "1.250". Exact, also for machines. */
  toDecimal(): string {
    const exponent = exponentOf(this.currency);
    if (exponent === 0) return String(this.amount);
    const digits = String(this.amount).padStart(exponent + 1, '0');
    return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  }

  /** For messages and logs: "185.50 USD". Pages format for the locale of the business instead. */
  toString(): string {
    return `${this.toDecimal()} ${this.currency}`;
  }

  toJSON(): { amount: number; currency: CurrencyCode } {
    return { amount: this.amount, currency: this.currency };
  }

  private requireSameCurrency(other: Money): void {
    if (this.currency === other.currency) return;
    throw new DomainError(
      'invalid',
      'currency_mismatch',
      `The currency is ${this.currency}; an amount in ${other.currency} can't be used with it.`,
      { expected: this.currency, given: other.currency },
    );
  }
}
