export type EmbeddedPostgresErrorCode =
  | 'unsupported_platform'
  | 'binaries_missing'
  | 'data_dir_in_use'
  | 'data_dir_unusable'
  | 'server_user_unavailable'
  | 'initdb_failed'
  | 'start_failed'
  | 'port_taken'
  | 'disk_full';

/** Why the embedded PostgreSQL can't run. The message is one line, written for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Sorts what PostgreSQL's programs printed before they gave up into an error of one line. */
export function errorFromOutput(
  code: 'initdb_failed' | 'start_failed',
  what: string,
  output: readonly string[],
  where: string,
): EmbeddedPostgresError {
  const text = output.join('\n');
  if (/No space left on device|Disk quota exceeded/.test(text)) {
    return new EmbeddedPostgresError('disk_full', `the disk is full: ${what} needs more room in ${where}`);
  }
  if (/error while loading shared libraries|Library not loaded/.test(text)) {
    return new EmbeddedPostgresError(
      'binaries_missing',
      `PostgreSQL's libraries are incomplete (${lastLines(output, 1)}): run "npm rebuild" to let its package finish installing`,
    );
  }
  const lockedBy = /lock file "postmaster\.pid" already exists[^]*?\(PID (\d+)\)/.exec(text)?.[1];
  if (lockedBy !== undefined) {
    return new EmbeddedPostgresError(
      'data_dir_in_use',
      `a PostgreSQL server (process ${lockedBy}) is using ${where}: stop it first`,
    );
  }
  const madeBy =
    /initialized by PostgreSQL version ([\d.]+), which is not compatible with this version ([\d.]+)/.exec(
      text,
    );
  if (madeBy) {
    return new EmbeddedPostgresError(
      'data_dir_unusable',
      `${where} was made by PostgreSQL ${madeBy[1]} and this Purser brings ${madeBy[2]}: use another folder ` +
        '(PURSER_DATA_DIR), or upgrade the data with pg_upgrade',
    );
  }
  if (text.includes('Address already in use')) {
    return new EmbeddedPostgresError('port_taken', `${what} failed: its port is taken`);
  }
  return new EmbeddedPostgresError(code, `${what} failed in ${where}: ${lastLines(output, 3)}`);
}

function lastLines(output: readonly string[], count: number): string {
  const lines = output.map((line) => line.trim()).filter((line) => line !== '');
  return lines.length === 0 ? 'it printed nothing' : lines.slice(-count).join(' / ');
}
