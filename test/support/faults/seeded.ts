/** Choices that are the same on every run with the same seed (mulberry32). */
export class Seeded {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number, 0 or more and less than `limit`. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as Item);
  }
}

/**
 * `npm run test:faults` goes through each matrix whole; `npm test` through every third cell of it, so that each operation
 * and each fault has its turn within half an hour on two processors.
 */
const EVERY = process.env.npm_lifecycle_event === 'test:faults' ? 1 : 3;

/** Whether the cell of a matrix, named by the sum of its indexes, is gone through. */
export function hasItsTurn(cell: number): boolean {
  return cell % EVERY === 0;
}

/** The part of a number that is gone through. */
export function shareOf(whole: number): number {
  return Math.ceil(whole / EVERY);
}

/** FAULT_SEED and FAULT_RUNS make other and longer runs than the one that `npm test` does. */
export const FAULT_SEED = Number(process.env.FAULT_SEED ?? 20261125);
export const FAULT_RUNS = Number(process.env.FAULT_RUNS ?? 1);

/** For one run; a few minutes as a rule, but a busy machine may take longer. */
export const PATIENCE_MS = 600_000;
