import { chromium, type Browser } from 'playwright';
import { findChromium } from './find-chromium.mjs';

const QUIET = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Containers give /dev/shm 64 MB, which a page or two fill.
  '--disable-dev-shm-usage',
];

/** A browser with a profile of its own that is deleted when it closes. Each `newContext()` shares nothing with others. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('there is no Chromium: run "node test/support/ensure-chromium.mjs"');
  // Chromium's own sandbox refuses to start as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET;
  return chromium.launch({ executablePath, args });
}
