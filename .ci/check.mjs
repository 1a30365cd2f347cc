import { spawn } from 'node:child_process';

/** Everything that must hold, in the order of how soon it is known. All of it runs; what failed is printed last. */
const STEPS = ['format:check', 'lint', 'typecheck', 'layers', 'test'];
const LINES_REPEATED = 80;

function run(step) {
  console.log(`\n▶ npm run ${step}`);
  return new Promise((resolve) => {
    const began = Date.now();
    const child = spawn('npm', ['run', '--silent', step], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: process.env,
    });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on('data', (chunk) => {
        output += chunk;
        to.write(chunk);
      });
    }
    child.on('error', (error) => resolve({ step, ok: false, seconds: 0, output: String(error) }));
    child.on('close', (status) => {
      resolve({ step, ok: status === 0, seconds: Math.round((Date.now() - began) / 1000), output });
    });
  });
}

const results = [];
for (const step of STEPS) results.push(await run(step));

const failed = results.filter(({ ok }) => !ok);
for (const { step, output } of failed) {
  console.log(`\n✗ npm run ${step} failed:\n`);
  console.log(output.trimEnd().split('\n').slice(-LINES_REPEATED).join('\n'));
}
console.log('');
for (const { step, ok, seconds } of results) console.log(`${ok ? '✓' : '✗'} ${step} (${seconds} s)`);
console.log(
  failed.length === 0 ? '\nAll of it holds.' : `\nFailed: ${failed.map(({ step }) => step).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
