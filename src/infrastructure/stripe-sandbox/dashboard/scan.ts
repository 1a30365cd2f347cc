interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
}

export interface Scanned<T> {
  readonly found: readonly T[];
  /** The id to go on after; unset at the end of the list. */
  readonly after?: string;
}

const PAGE = 100;
/** So that a rare match in a long list costs a bounded number of requests; the next page goes on from there. */
const MOST_PAGES = 20;

/** Walks one of Stripe's lists, which can't filter by themselves, until enough is found. */
export async function scan<T extends { readonly id: string }>(
  list: (paging: { limit: number; starting_after?: string }) => Promise<Page<T>>,
  matches: (item: T) => boolean,
  { wanted, after, pageSize = PAGE }: { wanted: number; after?: string; pageSize?: number },
): Promise<Scanned<T>> {
  const found: T[] = [];
  let last = after;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, has_more } = await list({ limit: pageSize, ...(last && { starting_after: last }) });
    for (const [index, item] of data.entries()) {
      last = item.id;
      if (matches(item)) found.push(item);
      if (found.length === wanted) {
        const more = has_more || index < data.length - 1;
        return more ? { found, after: last } : { found };
      }
    }
    if (!has_more || data.length === 0) return { found };
  }
  return { found, after: last };
}
