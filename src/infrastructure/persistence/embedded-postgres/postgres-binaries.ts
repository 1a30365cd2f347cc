import { chmodSync, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const EVERYONE_MAY_RUN = 0o555;

/** Finds the programs that the package `embedded-postgres` brought for this platform. */
export function findPostgresBinaries(): PostgresBinaries {
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'unsupported_platform',
      'the embedded PostgreSQL does not run on Windows: set DATABASE_URL to a PostgreSQL server, or use WSL',
    );
  }
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  const bin = path.resolve(path.dirname(entryPointOf(platformPackage)), '..', 'native', 'bin');
  return { initdb: program(bin, 'initdb'), postgres: program(bin, 'postgres') };
}

function entryPointOf(platformPackage: string): string {
  try {
    // The platform's package belongs to embedded-postgres, so it is looked up from there.
    const here = createRequire(import.meta.url);
    return createRequire(here.resolve('embedded-postgres')).resolve(platformPackage);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `there is no embedded PostgreSQL for this machine (${platformPackage} is not installed): run "npm ci", or set DATABASE_URL`,
      { cause },
    );
  }
}

function program(bin: string, name: string): string {
  const file = path.join(bin, name);
  if (!existsSync(file)) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `${file} is missing: run "npm ci", or set DATABASE_URL`,
    );
  }
  const { mode } = statSync(file);
  if ((mode & EVERYONE_MAY_RUN) !== EVERYONE_MAY_RUN) chmodSync(file, mode | EVERYONE_MAY_RUN);
  return file;
}
