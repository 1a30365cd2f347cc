import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate as immediately } from 'node:timers/promises';
import { compileSource } from './import-source.mjs';

const SOURCE = 'src/infrastructure/persistence/embedded-postgres/embedded-postgres.ts';

/** Does as Purser does: starts PostgreSQL, works with it, stops it when told to end. */
const PROGRAM = `
import { startEmbeddedPostgres } from './embedded-postgres.js';
import pg from 'pg';
const log = [];
try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2], log: (line) => log.push(line) });
  const pool = new pg.Pool({ connectionString: server.url });
  // Ending a pool says goodbye to the server without waiting for it to hear.
  pool.on('error', () => undefined);
  const stop = async () => {
    await pool.query("INSERT INTO note VALUES ('the last words')").catch(() => undefined);
    await pool.end();
    await server.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  setInterval(() => undefined, 1000);
  process.send({ url: server.url, log });
} catch (error) {
  process.send({ code: error.code, message: error.message, log });
  process.exitCode = 1;
  process.disconnect();
}
`;

export interface RunningPurser {
  readonly pid: number;
  readonly url: string;
  readonly log: readonly string[];
  /** Sends the signal, to the whole process group as a terminal does if asked to, and waits for the process to end. */
  end(signal: NodeJS.Signals, to?: 'process' | 'group'): Promise<void>;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The embedded server's code and the packages that it needs, in a folder of its own, run by processes of their own. */
export class EmbeddedPostgresInstall {
  private readonly running = new Set<ChildProcess>();

  private constructor(private readonly dir: string) {}

  /** @param mode of the folder: 0o700 is what root's home and `mktemp -d` have */
  static async create(mode: number): Promise<EmbeddedPostgresInstall> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'purser-install-'));
    await compileSource(SOURCE, path.join(dir, 'app'));
    writeFileSync(path.join(dir, 'package.json'), '{"type":"module"}');
    writeFileSync(path.join(dir, 'app', 'program.js'), PROGRAM);
    const packages = ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`];
    for (const name of [...packages, ...withDependencies('pg')]) copyPackage(name, dir);
    chmodSync(dir, mode);
    return new EmbeddedPostgresInstall(dir);
  }

  async start(dataDir: string, as: SpawnOptions = {}): Promise<RunningPurser> {
    const outcome = await this.run(dataDir, as);
    if ('message' in outcome) throw new Error(outcome.message);
    return outcome;
  }

  async refusal(dataDir: string, as: SpawnOptions = {}): Promise<Refusal> {
    const outcome = await this.run(dataDir, as);
    if ('message' in outcome) return outcome;
    await outcome.end('SIGTERM');
    throw new Error(`it started on ${dataDir}`);
  }

  /** Starts it and kills it as soon as the condition holds. */
  async startAndKillWhen(dataDir: string, condition: () => boolean): Promise<void> {
    const child = this.spawn(dataDir);
    const ended = once(child, 'exit');
    const refusals: string[] = [];
    child.on('message', (answer: Partial<Refusal>) =>
      refusals.push(...(answer.message ? [answer.message] : [])),
    );
    while (!condition() && child.exitCode === null) await immediately();
    child.kill('SIGKILL');
    await ended;
    if (refusals.length > 0) throw new Error(refusals[0]);
  }

  /** What a failed test left. */
  killAll(): void {
    for (const child of this.running) child.kill('SIGKILL');
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async run(dataDir: string, as: SpawnOptions): Promise<RunningPurser | Refusal> {
    const child = this.spawn(dataDir, as);
    const ended = once(child, 'exit');
    const complaints = text(child.stderr!);
    const failed = ended.then(async () => {
      throw new Error(`the process ended early: ${await complaints}`);
    });
    const answer = await Promise.race([once(child, 'message'), failed]);
    const outcome = answer[0] as Refusal | Omit<RunningPurser, 'pid' | 'end'>;
    failed.catch(() => undefined);
    if ('message' in outcome) return outcome;
    const pid = child.pid!;
    const end = async (signal: NodeJS.Signals, to = 'process') => {
      process.kill(to === 'group' ? -pid : pid, signal);
      await ended;
    };
    return { ...outcome, pid, end };
  }

  /** Root's Node may lie in root's home, where the user it is run as can't go. */
  private node(as: SpawnOptions): string {
    const { uid, gid } = as;
    if (!spawnSync(process.execPath, ['--version'], { uid, gid, cwd: '/' }).error) return process.execPath;
    const copy = path.join(this.dir, 'node');
    if (!existsSync(copy)) cpSync(process.execPath, copy);
    return copy;
  }

  private spawn(dataDir: string, as: SpawnOptions = {}): ChildProcess {
    const child = spawn(this.node(as), [path.join(this.dir, 'app', 'program.js'), dataDir], {
      cwd: '/',
      ...as,
      // A process group of its own, as a shell gives each command.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }
}

function copyPackage(name: string, to: string): void {
  cpSync(packageDir(name), path.join(to, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
}

function withDependencies(name: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(name) || !existsSync(packageDir(name))) return found;
  found.add(name);
  const manifest = JSON.parse(readFileSync(path.join(packageDir(name), 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) withDependencies(dependency, found);
  return found;
}

function packageDir(name: string): string {
  return path.resolve('node_modules', name);
}
