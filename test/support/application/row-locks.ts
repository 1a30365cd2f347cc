/** One holder at a time per row; the others wait in the order in which they came. */
export class RowLocks {
  private readonly last = new Map<string, Promise<void>>();

  /** Waits for the row and hands over what unlocks it. */
  async lock(row: string): Promise<() => void> {
    const before = this.last.get(row);
    let unlock: () => void = () => undefined;
    this.last.set(
      row,
      new Promise((resolve) => {
        unlock = resolve;
      }),
    );
    await before;
    return unlock;
  }
}
