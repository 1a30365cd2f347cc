import { axeViolations } from './axe.js';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { launchChromium } from './chromium.js';
import { startPurser, type TestPurser } from './purser.js';

/**
 * A page that a click leads to is there before its scripts have run, and whoever presses something then gets the page
 * that works without them. A test means the one with them, on however slow a machine: nothing can be pressed before.
 */
const WAIT_FOR_SCRIPTS = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':root:not(.js):has(script[src$="/console.js"]) body { pointer-events: none }');
  document.adoptedStyleSheets = [sheet];
`;

/** A whole Purser and a browser to use it with. */
export class StaffBrowser {
  private readonly contexts: BrowserContext[] = [];
  /** What the pages complained about: must stay empty. */
  readonly complaints: string[] = [];

  private constructor(
    readonly purser: TestPurser,
    private readonly browser: Browser,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<StaffBrowser> {
    const [purser, browser] = await Promise.all([startPurser(env), launchChromium()]);
    return new StaffBrowser(purser, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.purser.stop();
  }

  /** A page of a browser that nobody has signed in with. */
  async stranger(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(30_000);
    this.contexts.push(context);
    if (options.javaScriptEnabled !== false) await context.addInitScript(WAIT_FOR_SCRIPTS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
    return page;
  }

  async signedIn(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.stranger(options);
    await page.goto(`${this.purser.url}/sign-in`);
    await page.getByLabel('E-mail address').fill(this.purser.adminEmail);
    await page.getByLabel('Password').fill(this.purser.adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/bookings');
    return page;
  }

  async closePages(): Promise<void> {
    for (const context of this.contexts.splice(0)) await context.close();
  }
}

/** What axe finds on the page, as sentences; empty when it finds nothing. */
export async function accessibilityProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  const violations = await axeViolations(page, rules);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
  );
}

/** What of the page doesn't fit its card or the screen, as sentences; empty when all does. */
export async function cutOff(page: Page): Promise<string[]> {
  const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  const clipped = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.card')].filter((card) => card.scrollWidth > card.clientWidth + 1).map((card) => card.textContent.trim().slice(0, 40))`,
  );
  return [
    ...clipped.map((what) => `cuts off what is in “${what}”`),
    ...(tooWide > 0 ? [`is ${tooWide} px wider than the screen`] : []),
  ];
}
