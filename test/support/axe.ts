import axe, { type AxeResults, type Result } from 'axe-core';
import type { Page } from 'playwright';

/** Runs axe in the page's own debugger, where its content security policy doesn't reach. */
export async function axeViolations(page: Page): Promise<Result[]> {
  await page.evaluate(axe.source);
  // Colours that are still fading are not those that people read.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)',
  );
  const results = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  return results.violations;
}
