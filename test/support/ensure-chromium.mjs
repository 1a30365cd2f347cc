import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './find-chromium.mjs';

/** Runs before the tests: a browser is found or installed, or the run ends here and says what is missing. */
function ensureChromium() {
  if (findChromium()) return;
  const attempts = installers();
  for (const attempt of attempts) {
    console.error(
      `No Chromium was found. Installing it: ${attempt.map((command) => command.join(' ')).join(' && ')}`,
    );
    const done = attempt.every(([command, ...args]) => run(command, args));
    if (done && findChromium()) return;
  }
  console.error(
    'The browser tests need Chromium, and it could not be installed. Install it yourself ("apt-get install chromium", ' +
      '"npx playwright install --with-deps chromium", or any Chrome), or set CHROMIUM_PATH to its program.',
  );
  process.exitCode = 1;
}

function installers() {
  const playwright = [['npx', 'playwright', 'install', 'chromium']];
  const debian = (name) => [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', name],
  ];
  const rootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  return rootOnDebian ? [debian('chromium-headless-shell'), debian('chromium'), playwright] : [playwright];
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env }).status === 0;
}

ensureChromium();
