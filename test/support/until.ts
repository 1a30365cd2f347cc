const EVERY_MS = 50;

/** Waits until the condition holds; fails after half a minute with what `otherwise` says. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: () => string = () => 'it never happened',
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
