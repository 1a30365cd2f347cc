import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listProcesses } from './processes.js';
import { ReservedPorts } from './reserved-ports.js';
import { until, untilWithin } from './until.js';

/** Two seconds as a rule; many times that on a machine that has much else to do. */
const STARTS_WITHIN_MS = 90_000;

const PROGRAM = path.resolve('dist/main.js');

/** How a process ended that couldn't start, or was told to stop. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place to run `node dist/main.js` in as a newcomer does: a working directory, a data folder and ports. */
export class PurserHome {
  readonly dataDir: string;
  private readonly running = new Set<PurserProcess>();

  private constructor(
    private readonly folder: string,
    private readonly reserved: ReservedPorts,
  ) {
    this.dataDir = path.join(folder, '.data');
  }

  static async create(): Promise<PurserHome> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'purser-home-'));
    // PostgreSQL runs as another user when this is root.
    chmodSync(folder, 0o755);
    return new PurserHome(folder, await ReservedPorts.reserve());
  }

  get port(): number {
    return this.reserved.ports[0];
  }

  get sandboxPort(): number {
    return this.reserved.ports[1];
  }

  /** For one more instance. */
  get otherPort(): number {
    return this.reserved.ports[2];
  }

  launch(env: Readonly<Record<string, string>> = {}): PurserProcess {
    const child = spawn(process.execPath, [PROGRAM], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PURSER_DATA_DIR: this.dataDir,
        PORT: String(this.port),
        PURSER_SANDBOX_PORT: String(this.sandboxPort),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const launched = new PurserProcess(child);
    this.running.add(launched);
    return launched;
  }

  /** Starts it and waits for the greeting. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<PurserProcess> {
    const launched = this.launch(env);
    await launched.greeting();
    return launched;
  }

  /** What is still running of all that was started here, PostgreSQL included. */
  survivors(): string[] {
    const pids = [...this.running].filter(({ isRunning }) => isRunning).map(({ pid }) => `Purser ${pid}`);
    const servers = listProcesses().filter(({ args }) => args.includes(this.folder));
    return [...pids, ...servers.map(({ args }) => args)];
  }

  /** Waits until nothing is left running. */
  async isQuiet(): Promise<void> {
    await until(
      () => this.survivors().length === 0,
      () => `still running: ${this.survivors().join('; ')}`,
    );
  }

  async remove(): Promise<void> {
    for (const each of this.running) await each.kill();
    await this.isQuiet();
    await this.reserved.release();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One run of `node dist/main.js`. */
export class PurserProcess {
  stdout = '';
  stderr = '';
  private readonly ended: Promise<Ending>;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** All that is printed once everything runs. Throws when it ends before. */
  async greeting(): Promise<string> {
    await untilWithin(
      STARTS_WITHIN_MS,
      () => this.stdout.includes('real money') || !this.isRunning,
      () => `no greeting: ${this.stdout}${this.stderr}`,
    );
    if (!this.isRunning) throw new Error(`It ended early: ${(await this.ended).stderr}`);
    return this.stdout;
  }

  ending(): Promise<Ending> {
    return this.ended;
  }

  async end(signal: NodeJS.Signals): Promise<Ending> {
    this.child.kill(signal);
    return this.ended;
  }

  async kill(): Promise<void> {
    if (this.isRunning) this.child.kill('SIGKILL');
    await this.ended;
  }
}
