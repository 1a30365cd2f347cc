import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { shown } from './data-dir-lock.js';
import { errorFromOutput } from './embedded-postgres-error.js';
import type { ServerUser } from './server-user.js';

/**
 * Runs the server, and stops it (fast shutdown: SIGINT) when standard input ends. Only Purser holds the other end of
 * that pipe, so it ends when Purser says so and also when Purser is killed. Signals meant for Purser are ignored:
 * whoever sends them to every process (systemd, a closing terminal) must not take the database away from under it.
 */
const GUARD = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( while read -r line <&3; do :; done; kill -INT "$server" ) &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"
`;

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
    const guard = spawnGuard(start);
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

function spawnGuard(start: ServerStart): ChildProcess {
  const settings = Object.entries(start.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [...start.user.prefix, start.postgres, '-D', start.clusterDir, ...settings];
  return spawn('sh', ['-c', GUARD, 'purser-postgres-guard', ...server], {
    ...start.user.spawnAs,
    cwd: '/',
    // A session of its own: Ctrl-C in the terminal reaches Purser alone, which stops PostgreSQL last.
    detached: true,
    // Nothing of Purser's environment (keys!) is the database's business.
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}

/** A running database doesn't keep Purser's process from ending; when it ends, the guard stops the database. */
function letProcessEnd(guard: ChildProcess): void {
  guard.unref();
  for (const stream of [guard.stdin, guard.stderr]) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
}
