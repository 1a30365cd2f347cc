import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { shown } from './data-dir-lock.js';
import { errorFromOutput } from './embedded-postgres-error.js';
import { spawnGuarded } from './guard.js';
import type { ServerUser } from './server-user.js';

const READY = 'database system is ready to accept connections';
const FAST_SHUTDOWN_MS = 30_000;
const LINES_KEPT_FOR_ERRORS = 20;

export interface ServerStart {
  readonly postgres: string;
  readonly clusterDir: string;
  readonly postmasterPidFile: string;
  readonly user: ServerUser;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** One running PostgreSQL server, with its guard. */
export class GuardedServer {
  private stopping?: Promise<void>;

  private constructor(
    private readonly guard: ChildProcess,
    private readonly ended: Promise<void>,
    private readonly postmasterPidFile: string,
  ) {}

  /** Resolves when the server takes connections. @throws EmbeddedPostgresError when it ends before */
  static async start(start: ServerStart): Promise<GuardedServer> {
    const guard = spawnServer(start);
    const output: string[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      guard.once('error', reject);
      guard.once('close', () => resolve());
    });
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: guard.stderr! }).on('line', (line) => {
        output.splice(0, output.length - LINES_KEPT_FOR_ERRORS + 1);
        output.push(line);
        start.log(line);
        if (line.includes(READY)) resolve();
      });
    });
    const outcome = await Promise.race([ready.then(() => 'ready'), ended.then(() => 'ended')]);
    if (outcome === 'ended') {
      throw errorFromOutput('start_failed', 'starting PostgreSQL', output, shown(start.clusterDir));
    }
    letProcessEnd(guard);
    return new GuardedServer(guard, ended, start.postmasterPidFile);
  }

  /** Fast shutdown: open transactions are rolled back, what was committed is on disk. Resolves when all is over. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async shutDown(): Promise<void> {
    this.guard.ref();
    const impatience = setTimeout(() => this.shutDownAtOnce(), FAST_SHUTDOWN_MS);
    this.guard.stdin!.end();
    await this.ended;
    clearTimeout(impatience);
  }

  /** Committed data survives this too; the next start replays the log. */
  private shutDownAtOnce(): void {
    const pid = Number(readFileSync(this.postmasterPidFile, 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
  }
}

function spawnServer(start: ServerStart): ChildProcess {
  const settings = Object.entries(start.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawnGuarded(start.user, start.postgres, ['-D', start.clusterDir, ...settings]);
}

/** A running database doesn't keep Purser's process from ending; when it ends, the guard stops the database. */
function letProcessEnd(guard: ChildProcess): void {
  guard.unref();
  for (const stream of [guard.stdin, guard.stderr]) {
    if (stream instanceof Socket) stream.unref();
  }
}
