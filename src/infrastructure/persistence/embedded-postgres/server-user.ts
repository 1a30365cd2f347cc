import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** How PostgreSQL's programs are run: PostgreSQL refuses to be root. */
export interface ServerUser {
  /** Owner that the data folder must have; unset when PostgreSQL runs as whoever runs Purser. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Goes before the program on its command line. */
  readonly prefix: readonly string[];
  /** For `spawn`, where `prefix` does not change the user already. */
  readonly spawnAs: { readonly uid?: number; readonly gid?: number };
}

const SERVER_USER = 'postgres';

/**
 * Chooses whom PostgreSQL runs as. An ordinary user: as that user. Root: as the data's owner, or else `postgres`
 * (created if missing).
 *
 * Root's folders are often closed to other users (/root, `mktemp -d`). Rather than open them, PostgreSQL then gets
 * the one capability that lets it walk through, and nothing else.
 *
 * @param clusterDir PostgreSQL's own folder; it need not exist yet, the one above must
 * @param programs files that the user must be able to run
 */
export function chooseServerUser(clusterDir: string, programs: readonly string[]): ServerUser {
  if (process.getuid?.() !== 0) return { prefix: [], spawnAs: {} };

  const owner = ownerOfExistingData(clusterDir) ?? lookUp(SERVER_USER) ?? createServerUser();
  const reachable = path.dirname(clusterDir);
  const candidates: ServerUser[] = [
    { owner, prefix: [], spawnAs: owner },
    { owner, prefix: withCapability('dac_read_search', owner), spawnAs: {} },
    // Containers commonly keep the wider of the two capabilities and drop the narrower one.
    { owner, prefix: withCapability('dac_override', owner), spawnAs: {} },
  ];
  const chosen = candidates.find((user) => canReach(user, reachable, programs));
  if (chosen) return chosen;
  throw new EmbeddedPostgresError(
    'server_user_unavailable',
    `PostgreSQL refuses to run as root, and the user it runs as instead (uid ${owner.uid}) can't reach ` +
      `${reachable} or ${path.dirname(programs[0] ?? '')}: start Purser as an ordinary user, move it to a folder that ` +
      `others may enter, or set DATABASE_URL`,
  );
}

/** Data that an ordinary user made stays theirs when root starts Purser once. */
function ownerOfExistingData(clusterDir: string): ServerUser['owner'] {
  if (!existsSync(clusterDir)) return undefined;
  const { uid, gid } = statSync(clusterDir);
  return uid === 0 ? undefined : { uid, gid };
}

function lookUp(name: string): ServerUser['owner'] {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return answer.status === 0 ? Number(answer.stdout) : NaN;
  });
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid: uid!, gid: gid! } : undefined;
}

function createServerUser(): { uid: number; gid: number } {
  const attempts: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SERVER_USER],
    ],
    ['adduser', ['-S', '-D', '-H', SERVER_USER]],
  ];
  for (const [command, args] of attempts) {
    if (succeeded(spawnSync(command, args, { stdio: 'ignore' }))) break;
  }
  const created = lookUp(SERVER_USER);
  if (created) return created;
  throw new EmbeddedPostgresError(
    'server_user_unavailable',
    `PostgreSQL refuses to run as root, and the user "${SERVER_USER}" could not be created: start Purser as an ` +
      'ordinary user, create that user, or set DATABASE_URL',
  );
}

/** Ambient capabilities survive the change of user: capabilities(7), setpriv(1). */
function withCapability(capability: string, { uid, gid }: { uid: number; gid: number }): string[] {
  const only = `-all,+${capability}`;
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
    // Without it access(2), which PostgreSQL's programs ask, takes no account of capabilities.
    '--securebits=+no_setuid_fixup',
    '--',
  ];
}

function canReach(user: ServerUser, folder: string, programs: readonly string[]): boolean {
  const script =
    'cd -- "$1" || exit 1; shift; for file; do test -r "$file" && test -x "$file" || exit 1; done';
  const [command, ...args] = [...user.prefix, 'sh', '-c', script, 'sh', folder, ...programs];
  return succeeded(spawnSync(command!, args, { ...user.spawnAs, cwd: '/', stdio: 'ignore' }));
}

function succeeded(result: SpawnSyncReturns<unknown>): boolean {
  return result.error === undefined && result.status === 0;
}
