/** Of a sorted list of durations: the value that `share` (0 to 1) of them don't exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export interface Timing {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Runs `work` `count` times, `atOnce` at a time, after `warmUp` runs that don't count. Durations in milliseconds. */
export async function measure(
  options: { readonly count: number; readonly atOnce: number; readonly warmUp?: number },
  work: (index: number) => Promise<void>,
): Promise<Timing> {
  const { count, atOnce, warmUp = 0 } = options;
  await runAll(warmUp, atOnce, work);
  const durations: number[] = [];
  const started = performance.now();
  await runAll(count, atOnce, async (index) => {
    const begun = performance.now();
    await work(warmUp + index);
    durations.push(performance.now() - begun);
  });
  const seconds = (performance.now() - started) / 1000;
  durations.sort((a, b) => a - b);
  return {
    count,
    perSecond: count / seconds,
    p50: percentile(durations, 0.5),
    p99: percentile(durations, 0.99),
  };
}

async function runAll(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
}
