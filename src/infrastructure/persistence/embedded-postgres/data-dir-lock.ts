import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isAlive, startOf } from './process-identity.js';

interface Holder {
  readonly pid: number;
  readonly started?: string;
}

/** Says which Purser uses a data folder. A lock whose process is gone counts for nothing. */
export class DataDirLock {
  private constructor(
    private readonly file: string,
    private readonly content: string,
  ) {}

  /** @throws EmbeddedPostgresError `data_dir_in_use` while another living process holds it */
  static acquire(dataDir: string): DataDirLock {
    const file = path.join(dataDir, 'purser.lock');
    const content = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
    // Whoever loses a race for a dead process's lock meets the winner's on the next round.
    for (let round = 0; round < 10; round += 1) {
      if (place(file, content)) return new DataDirLock(file, content);
      const found = read(file);
      if (found === undefined) continue;
      const holder = parse(found);
      if (holder && isHolding(holder)) {
        throw new EmbeddedPostgresError(
          'data_dir_in_use',
          `another Purser (process ${holder.pid}) is using ${shown(dataDir)}`,
        );
      }
      removeStale(file, found);
    }
    throw new EmbeddedPostgresError('data_dir_in_use', `other processes keep taking the lock ${file}`);
  }

  static isHeld(dataDir: string): boolean {
    const found = read(path.join(dataDir, 'purser.lock'));
    const holder = found === undefined ? undefined : parse(found);
    return holder !== undefined && isHolding(holder);
  }

  release(): void {
    if (read(this.file) === this.content) rmSync(this.file, { force: true });
  }
}

/** A folder as a person would type it: relative when it lies in the working directory. */
export function shown(dir: string): string {
  const relative = path.relative(process.cwd(), dir);
  const inside = relative !== '' && !relative.startsWith('..') && process.cwd() !== path.parse(dir).root;
  return inside ? relative : dir;
}

/** A link appears at once and complete, or not at all. */
function place(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o644 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moved aside before it is deleted: should it turn out to be a newer lock, it is put back. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== undefined && moved !== stale) place(file, moved);
  rmSync(aside, { force: true });
}

function isHolding(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  const started = startOf(holder.pid);
  return holder.started === undefined || started === undefined || holder.started === started;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): Holder | undefined {
  try {
    const value = JSON.parse(content) as Partial<Holder> | null;
    return typeof value?.pid === 'number' ? { pid: value.pid, started: value.started } : undefined;
  } catch {
    return undefined;
  }
}
