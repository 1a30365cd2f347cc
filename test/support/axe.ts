import axe, { type AxeResults, type Result } from 'axe-core';
import type { Page } from 'playwright';

/** The rules that a change of nothing but colours can break. */
export const RULES_OF_COLOR = ['color-contrast', 'link-in-text-block'];

/** Runs axe, all of it or just `rules`, in the page's own debugger, where its content security policy doesn't reach. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<Result[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  // Colours that are still fading are not those that people read.
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)',
  );
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations;
}
