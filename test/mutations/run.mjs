import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MUTATIONS } from './mutations.mjs';

/**
 * Breaks a copy of the source in one way after the other, and tells which tests noticed. Ends with 1 when one of the
 * breaks went unnoticed, or no longer fits the source. MUTATIONS=words,… runs those whose names hold one of them.
 */

const COPIED = [
  'src',
  'test',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'jest.config.mjs',
];
const WRONGS = /(double|lost|unresolved|misled): [^\n"]*/;
const LONGEST_MINUTES = 6;

const root = path.resolve(import.meta.dirname, '../..');
const wanted = process.env.MUTATIONS?.split(',').map((word) => word.trim());
const mutations = MUTATIONS.filter(({ name }) => wanted?.some((word) => name.includes(word)) ?? true);

function main() {
  const unfit = mutations.filter((mutation) => mutated(mutation) === undefined);
  for (const { name, file } of unfit)
    console.error(`✗ ${name}: what it changes is no longer in ${file}, or not just once`);
  if (unfit.length > 0) return 1;
  const sound = unbroken();
  if (sound.failures.length > 0) {
    console.error(`✗ the tests fail without any break: ${sound.failures.map(({ test }) => test).join('; ')}`);
    return 1;
  }
  const results = mutations.map((mutation) => {
    const result = { ...mutation, ...attempt(mutation) };
    console.log(line(result));
    return result;
  });
  report(results);
  return results.every(({ failures }) => failures.length > 0) ? 0 : 1;
}

/** The file with the break in it; undefined when the text to replace isn't there exactly once. */
function mutated({ file, find, replace }) {
  const [before, after, ...more] = readFileSync(path.join(root, file), 'utf8').split(find);
  if (after === undefined || more.length > 0) return undefined;
  return before + replace.replaceAll('$&', find) + after;
}

/** What is noticed must be the break: every test that counts passes without one. */
function unbroken() {
  const suites = new Map(mutations.flatMap(({ tests }) => tests.map((test) => [JSON.stringify(test), test])));
  console.log('Without any break…');
  return attempt({ tests: [...suites.values()] });
}

function attempt({ file, tests, only, ...mutation }) {
  const began = Date.now();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-mutation-'));
  try {
    for (const each of COPIED) cpSync(path.join(root, each), path.join(folder, each), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    if (file !== undefined) writeFileSync(path.join(folder, file), mutated({ file, ...mutation }));
    const build = run(folder, ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
    if (build.status !== 0) throw new Error(`it doesn’t build:\n${build.stdout}${build.stderr}`);
    const failures = [];
    for (const test of tests) {
      failures.push(...failuresOf(folder, test, only));
      if (failures.length > 0) break;
    }
    return { failures, seconds: Math.round((Date.now() - began) / 1000) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failuresOf(folder, { project, pattern }, only) {
  const output = path.join(folder, 'results.json');
  rmSync(output, { force: true });
  const jest = [
    '--disable-warning=ExperimentalWarning',
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
  ];
  const { stderr } = run(
    folder,
    [...jest, '--selectProjects', project, '--json', `--outputFile=${output}`, '--', pattern],
    only === undefined ? {} : { FAULT_ONLY: only },
  );
  if (!existsSync(output)) throw new Error(`the tests didn’t end:\n${stderr}`);
  const { numTotalTests, testResults } = JSON.parse(readFileSync(output, 'utf8'));
  if (numTotalTests === 0) throw new Error(`no tests fit ${pattern} of ${project}:\n${stderr}`);
  return testResults.flatMap(({ assertionResults, message }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && assertionResults.length === 0) throw new Error(message);
    return failed.map(({ title, failureMessages }) => ({
      test: `${project}/${pattern}: ${title}`,
      why: WRONGS.exec(failureMessages.join('\n'))?.[0] ?? '',
    }));
  });
}

function run(folder, args, env = {}) {
  return spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: LONGEST_MINUTES * 60_000,
  });
}

function line({ name, failures, seconds }) {
  const [first] = failures;
  return first
    ? `✓ ${name} (${seconds} s)\n    ${first.test}\n    ${first.why.slice(0, 160)}`
    : `✗ SURVIVED: ${name} (${seconds} s)`;
}

function report(results) {
  const caught = results.filter(({ failures }) => failures.length > 0);
  console.log('\nmutation | caught by');
  for (const { name, failures } of results) console.log(`${name} | ${failures[0]?.test ?? 'SURVIVED'}`);
  console.log(`\n${caught.length} of ${results.length} were noticed.`);
}

process.exitCode = main();
