import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** As `npm start` has them: young objects are cleared away sooner, which halves what the process keeps. */
const NODE_OPTIONS = ['--max-semi-space-size=4'];

/** A process of its own, as in production, so that the load's work isn't counted as the server's. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** What it had printed when it answered. */
    readonly output: string,
    /** From the start of the process to the first page that answered, in milliseconds. */
    readonly msToFirstPage: number,
  ) {}

  /** Starts `script` with node and waits until `url` answers. */
  static async start(script: string, env: NodeJS.ProcessEnv, url: string): Promise<ServerProcess> {
    const begun = performance.now();
    const child = spawn(process.execPath, [...NODE_OPTIONS, script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error(`${script} ended before it answered:\n${output}`);
      await pause(20);
    }
    return new ServerProcess(child, output, performance.now() - begun);
  }

  /** Resident memory of the process, in MB (Linux). */
  residentMb(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const kb = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    return kb === undefined ? Number.NaN : Number(kb) / 1024;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}
