const EVERY_MS = 50;

/** Waits until the condition holds; fails after half a minute with what `otherwise` says. */
export function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: () => string = () => 'it never happened',
): Promise<void> {
  return untilWithin(30_000, holds, otherwise);
}

/** The same, with another limit. */
export async function untilWithin(
  ms: number,
  holds: () => boolean | Promise<boolean>,
  otherwise: () => string = () => 'it never happened',
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
