import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { shown } from './data-dir-lock.js';
import { EmbeddedPostgresError, errorFromOutput } from './embedded-postgres-error.js';
import { spawnGuarded } from './guard.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerUser } from './server-user.js';

export const SUPERUSER = 'postgres';

const NEW_CLUSTER_BYTES = 64 * 1024 * 1024;

/** Where things lie in Purser's data folder. */
export class Cluster {
  readonly dir: string;
  readonly postmasterPidFile: string;
  private readonly passwordFile: string;

  constructor(private readonly dataDir: string) {
    this.dir = path.join(dataDir, 'postgres');
    this.postmasterPidFile = path.join(this.dir, 'postmaster.pid');
    this.passwordFile = path.join(dataDir, 'postgres.password');
  }

  exists(): boolean {
    return existsSync(this.dir);
  }

  password(): string {
    try {
      return readFileSync(this.passwordFile, 'utf8').trim();
    } catch (cause) {
      throw new EmbeddedPostgresError(
        'data_dir_unusable',
        `the password of the database in ${shown(this.dataDir)} can't be read from ${shown(this.passwordFile)}: ` +
          'put that file back, or start on a new folder (PURSER_DATA_DIR)',
        { cause },
      );
    }
  }

  /** Runs initdb beside the final place and moves the result there, so that a crash leaves no half-made data. */
  async create(binaries: PostgresBinaries, user: ServerUser): Promise<void> {
    this.removeDrafts();
    const draft = `${this.dir}.new-${randomBytes(4).toString('hex')}`;
    const passwordForInitdb = `${draft}.password`;
    const password = randomBytes(24).toString('hex');
    writePrivately(this.passwordFile, password);
    writePrivately(passwordForInitdb, password, user.owner);
    try {
      await this.initdb(binaries, user, draft, passwordForInitdb);
    } finally {
      rmSync(passwordForInitdb, { force: true });
    }
    renameSync(draft, this.dir);
  }

  /** A killed Purser's initdb may still be at work on its draft: hence names that differ, and patience. */
  private removeDrafts(): void {
    const drafts = readdirSync(this.dataDir).filter((name) =>
      name.startsWith(`${path.basename(this.dir)}.new-`),
    );
    for (const draft of drafts) removeFolder(path.join(this.dataDir, draft));
  }

  private async initdb(
    binaries: PostgresBinaries,
    user: ServerUser,
    draft: string,
    pwfile: string,
  ): Promise<void> {
    let output: string[] = [];
    // The collation is PostgreSQL's own and the same everywhere; the C library's locale only tells letters from signs.
    for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
      makeEmptyFolder(draft, user);
      const ran = await run(user, binaries.initdb, [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${pwfile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        `--locale=${locale}`,
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ]);
      if (ran.status === 0) return;
      output = ran.output;
      if (!output.some((line) => line.includes('invalid locale'))) break;
    }
    removeFolder(draft);
    throw this.initdbError(output);
  }

  private initdbError(output: readonly string[]): EmbeddedPostgresError {
    const { bavail, bsize } = statfsSync(this.dataDir);
    const where = shown(this.dataDir);
    // On a small disk initdb aborts without a word about room, and then tidies up.
    if (bavail * bsize < NEW_CLUSTER_BYTES) {
      return new EmbeddedPostgresError(
        'disk_full',
        `the disk is full: a new database needs 64 MB in ${where}`,
      );
    }
    return errorFromOutput('initdb_failed', "creating the database (PostgreSQL's initdb)", output, where);
  }
}

function makeEmptyFolder(dir: string, user: ServerUser): void {
  removeFolder(dir);
  mkdirSync(dir, { mode: 0o700 });
  if (user.owner) chownSync(dir, user.owner.uid, user.owner.gid);
}

function removeFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function writePrivately(file: string, content: string, owner?: ServerUser['owner']): void {
  rmSync(file, { force: true });
  writeFileSync(file, `${content}\n`, { mode: 0o600, flag: 'wx', flush: true });
  if (owner) chownSync(file, owner.uid, owner.gid);
}

function run(
  user: ServerUser,
  program: string,
  args: readonly string[],
): Promise<{ status: number | null; output: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawnGuarded(user, program, args);
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output: text.split('\n') }));
  });
}
