interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What comes while something is being stored is stored together by the next statement: the busier it gets, the fewer
 * commits each takes. Each `add` is done when the commit that holds its item is.
 */
export class GroupCommit<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;

  constructor(
    /** One result per item, in their order. */
    private readonly store: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly limits: {
      /** Statements at a time. */
      readonly lanes: number;
      /** Items in one statement. */
      readonly together: number;
    },
  ) {}

  /** How many items wait for a statement to take them. */
  get backlog(): number {
    return this.waiting.length;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.underWay < this.limits.lanes) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.underWay += 1;
    // What arrives in this turn of the event loop goes along.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.storeNext();
    this.underWay -= 1;
  }

  private async storeNext(): Promise<void> {
    const together = this.waiting.splice(0, this.limits.together);
    try {
      const results = await this.store(together.map(({ item }) => item));
      for (const [index, { resolve }] of together.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}
