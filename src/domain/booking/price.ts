import { Money } from '../shared/money.js';
import {
  lineAmount,
  MOST_LINES,
  requireLine,
  type PriceLine,
  type PriceLineKind,
  type PriceLineOrigin,
} from './price-line.js';
import { DiscountsExceedPrice, LinesDoNotAddUp, WrongNumberOfLines } from './price-errors.js';

/** What is taken off the price, and what is charged instead, when a booking ends otherwise than it was made. */
const REDUCTION_WORDS = {
  cancellation: { off: 'Cancelled', fee: 'Cancellation fee' },
  no_show: { off: 'No-show', fee: 'No-show fee' },
} as const;

export type Reduction = keyof typeof REDUCTION_WORDS;

/**
 * The lines of a booking's price and what they add up to: never anything else, and never below zero. Immutable.
 * All lines are in one currency.
 */
export class Price {
  private constructor(
    readonly lines: readonly PriceLine[],
    readonly total: Money,
  ) {}

  /** Throws PriceLineRefused, WrongNumberOfLines, DiscountsExceedPrice, or a currency mismatch. */
  static of(lines: readonly PriceLine[]): Price {
    const [first] = lines;
    if (!first || lines.length > MOST_LINES) throw new WrongNumberOfLines(lines.length, MOST_LINES);
    lines.forEach(requireLine);
    const { currency } = first.unitAmount;
    const sum = (those: readonly PriceLine[]) => Money.sum(those.map(lineAmount), currency);
    const discounts = sum(lines.filter(isDiscount));
    const rest = sum(lines.filter((line) => !isDiscount(line)));
    if (discounts.exceeds(rest)) throw new DiscountsExceedPrice(discounts, rest);
    return new Price(
      lines.map((line) => ({ ...line, description: line.description.trim() })),
      rest.minus(discounts),
    );
  }

  /** One line: the service, for all of it. */
  static ofService(service: string, total: Money): Price {
    return new Price([oneOf('service', service, total)], total);
  }

  /** For a new booking: its lines, if it has any, must add up to its total. Throws LinesDoNotAddUp. */
  static agreed(service: string, total: Money, lines?: readonly PriceLine[]): Price {
    if (!lines) return Price.ofService(service, total);
    const price = Price.of(lines);
    price.requireTotal(total);
    return price;
  }

  requireTotal(total: Money): void {
    if (total.covers(this.total) && this.total.covers(total)) return;
    throw new LinesDoNotAddUp(this.total, total);
  }

  /** Whether it is one line for the service, as a booking has that was made with a total alone. */
  isJust(service: string): boolean {
    return this.equals(Price.ofService(service, this.total));
  }

  equals(other: Price): boolean {
    return (
      this.lines.length === other.lines.length &&
      this.lines.every((line, index) => sameLine(line, other.lines[index]))
    );
  }

  /**
   * The price with another total: a single line takes all of it; several keep their say, and one line more, an
   * adjustment, makes up the difference. What was reduced to a fee is reduced to this one.
   */
  withTotal(total: Money): Price {
    const [first] = this.lines;
    if (this.reduction) return this.reducedTo(total, this.reduction);
    if (this.lines.length === 1 && first) {
      return Price.of([{ ...first, quantity: 1, unitAmount: total }]);
    }
    const agreed = Price.of(this.lines.filter(({ origin }) => origin !== 'adjustment'));
    if (agreed.total.equals(total)) return agreed;
    const raises = total.exceeds(agreed.total);
    const difference = raises ? total.minus(agreed.total) : agreed.total.minus(total);
    const adjustment = oneOf(raises ? 'extra' : 'discount', 'Price adjustment', difference, 'adjustment');
    return Price.of([...agreed.lines, adjustment]);
  }

  /** All of it taken off, and a fee instead; what was agreed on stays to be read. */
  reducedTo(fee: Money, because: Reduction): Price {
    const agreed = this.withoutReduction();
    const { off, fee: feeWords } = REDUCTION_WORDS[because];
    return Price.of([
      ...agreed.lines,
      oneOf('discount', off, agreed.total, because),
      ...(fee.isZero ? [] : [oneOf('fee', feeWords, fee, because)]),
    ]);
  }

  /** As it was before it was reduced. */
  withoutReduction(): Price {
    const agreed = this.lines.filter(({ origin }) => !isReduction(origin));
    return agreed.length === this.lines.length || agreed.length === 0 ? this : Price.of(agreed);
  }

  /** The lines that are called after the service follow its name. */
  renamed(from: string, to: string): Price {
    return new Price(
      this.lines.map((line) =>
        line.kind === 'service' && line.description === from ? { ...line, description: to } : line,
      ),
      this.total,
    );
  }

  private get reduction(): Reduction | undefined {
    return this.lines.map(({ origin }) => origin).find(isReduction);
  }
}

function oneOf(kind: PriceLineKind, description: string, amount: Money, origin?: PriceLineOrigin): PriceLine {
  return { kind, description, quantity: 1, unitAmount: amount, ...(origin ? { origin } : {}) };
}

function isReduction(origin: PriceLineOrigin | undefined): origin is Reduction {
  return origin !== undefined && origin in REDUCTION_WORDS;
}

function isDiscount({ kind }: PriceLine): boolean {
  return kind === 'discount';
}

function sameLine(a: PriceLine, b: PriceLine | undefined): boolean {
  return (
    b !== undefined &&
    a.kind === b.kind &&
    a.description === b.description &&
    a.quantity === b.quantity &&
    a.unitAmount.equals(b.unitAmount) &&
    a.origin === b.origin
  );
}
