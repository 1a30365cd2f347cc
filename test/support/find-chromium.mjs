import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** The first is the same browser without windows, which takes half the processor's time. */
const USUAL_PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The program of a Chromium that runs: CHROMIUM_PATH, else the system's, else Playwright's own. One that is there but
 * can't even say its version (a placeholder, missing libraries) doesn't count.
 */
export function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  const places = CHROMIUM_PATH ? [CHROMIUM_PATH] : [...USUAL_PLACES, chromium.executablePath()];
  return places.find((place) => existsSync(place) && runs(place));
}

function runs(place) {
  return spawnSync(place, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
