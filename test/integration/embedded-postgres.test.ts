import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';
import { EmbeddedPostgresInstall } from '../support/embedded-postgres-install.js';
import { environmentOf, listProcesses, type ListedProcess } from '../support/processes.js';

const isRoot = process.getuid?.() === 0;
/** `nobody`, who is in every system's list of users; PostgreSQL's initdb insists on a name. */
const NOBODY = { uid: 65_534, gid: 65_534 };

let install: EmbeddedPostgresInstall;
let folder: string;
let dataDir: string;

beforeAll(async () => {
  install = await EmbeddedPostgresInstall.create(0o755);
});
afterAll(() => install.remove());

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'purser-data-'));
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, '.data');
});
afterEach(async () => {
  install.killAll();
  const postmaster = postmasterOf(dataDir);
  if (postmaster !== undefined && isAlive(postmaster)) process.kill(postmaster, 'SIGQUIT');
  await until(() => postmaster === undefined || !isAlive(postmaster));
  rmSync(folder, { recursive: true, force: true });
});

async function query<T extends QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const leaveNote = (url: string, text: string) =>
  query(url, `CREATE TABLE IF NOT EXISTS note (text text); INSERT INTO note VALUES ('${text}')`);
const notes = async (url: string) =>
  (await query<{ text: string }>(url, 'SELECT text FROM note')).map(({ text }) => text);

function postmasterOf(dir: string): number | undefined {
  const file = path.join(dir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this did not come true within 30 s: ${condition.toString()}`);
    await delay(20);
  }
}

/** Processes whose command line names the folder, other than the Pursers themselves. */
function processesOn(dir: string): ListedProcess[] {
  return listProcesses().filter(({ args }) => args.includes(dir) && !args.includes('program.js'));
}

/** The postmaster's guard and what helps it; PostgreSQL's own processes each have a session of their own. */
function guardsOf(postmaster: number): number[] {
  const all = listProcesses();
  const session = all.find(({ pid }) => pid === postmaster)?.session;
  return all.filter((each) => each.session === session && each.pid !== postmaster).map(({ pid }) => pid);
}

describe('the embedded PostgreSQL', () => {
  it('starts on a new folder, safe for money, and keeps the data over a restart', async () => {
    const first = await install.start(dataDir);
    const [settings] = await query(
      first.url,
      `SELECT current_setting('synchronous_commit') AS commits, current_setting('fsync') AS fsync,
              current_setting('listen_addresses') AS listens, current_setting('data_checksums') AS checksums,
              current_setting('server_encoding') AS encoding, rolsuper AS superuser, rolcreatedb AS creates
         FROM pg_roles WHERE rolname = current_user`,
    );
    expect(settings).toEqual({
      commits: 'on',
      fsync: 'on',
      listens: '127.0.0.1',
      checksums: 'on',
      encoding: 'UTF8',
      superuser: false,
      creates: true,
    });
    await query(first.url, 'CREATE EXTENSION pg_trgm');
    expect(
      await query(first.url, `SELECT show_trgm('Żółć') <> '{}' AS letters, lower('ŻÓŁĆ') AS lower`),
    ).toEqual([{ letters: true, lower: 'żółć' }]);
    await leaveNote(first.url, 'kept');
    await first.end('SIGTERM');
    expect(processesOn(dataDir)).toEqual([]);

    const second = await install.start(dataDir);
    expect(await notes(second.url)).toEqual(['kept', 'the last words']);
    await second.end('SIGTERM');
  });

  it('keeps its password to the owner, and takes nobody without it', async () => {
    const purser = await install.start(dataDir);
    expect(statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
    const wrong = new URL(purser.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.password', 'purser.lock']);
    await purser.end('SIGTERM');
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.password']);
  });

  it('leaves Ctrl-C to Purser, which can still write before it stops the database', async () => {
    const first = await install.start(dataDir);
    await leaveNote(first.url, 'before Ctrl-C');
    await first.end('SIGINT', 'group');
    expect(processesOn(dataDir)).toEqual([]);
    const second = await install.start(dataDir);
    expect(await notes(second.url)).toEqual(['before Ctrl-C', 'the last words']);
    await second.end('SIGTERM');
  });

  it('stops by itself when Purser is killed', async () => {
    const purser = await install.start(dataDir);
    await purser.end('SIGKILL');
    await until(() => processesOn(dataDir).length === 0);
    expect(postmasterOf(dataDir)).toBeUndefined();
  });

  it('starts at once after Purser was killed, on the same data', async () => {
    const killed = await install.start(dataDir);
    await leaveNote(killed.url, 'committed');
    await killed.end('SIGKILL');
    const next = await install.start(dataDir);
    expect(await notes(next.url)).toEqual(['committed']);
    await next.end('SIGTERM');
  });

  it('stops the server that is left when Purser and the guard were both killed', async () => {
    const killed = await install.start(dataDir);
    await leaveNote(killed.url, 'committed');
    const left = postmasterOf(dataDir)!;
    for (const guard of guardsOf(left)) process.kill(guard, 'SIGKILL');
    await killed.end('SIGKILL');
    expect(isAlive(left)).toBe(true);

    const next = await install.start(dataDir);
    expect(next.log.join('\n')).toContain(`process ${left}`);
    expect(postmasterOf(dataDir)).not.toBe(left);
    expect(await notes(next.url)).toEqual(['committed']);
    await next.end('SIGTERM');
    expect(processesOn(dataDir)).toEqual([]);
  });

  it('recovers what was committed when the server itself is killed', async () => {
    const purser = await install.start(dataDir);
    await leaveNote(purser.url, 'committed');
    process.kill(postmasterOf(dataDir)!, 'SIGKILL');
    await purser.end('SIGKILL');
    const next = await install.start(dataDir);
    expect(await notes(next.url)).toEqual(['committed']);
    await next.end('SIGTERM');
  });

  it('refuses a second Purser on the same folder, in one line, and harms nothing', async () => {
    const first = await install.start(dataDir);
    expect(await install.refusal('.data', { cwd: folder })).toMatchObject({
      code: 'data_dir_in_use',
      message: `another Purser (process ${first.pid}) is using .data`,
    });
    await leaveNote(first.url, 'still here');
    await first.end('SIGTERM');
  });

  it('lets one of several that start at the same time have the folder', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => install.start(dataDir)));
    const started = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(started).toHaveLength(1);
    for (const { reason } of refused) {
      expect((reason as Error).message).toBe(
        `another Purser (process ${started[0]!.pid}) is using ${dataDir}`,
      );
    }
    await started[0]!.end('SIGTERM');
  });

  it('takes no notice of a lock or a server process whose id belongs to another program now', async () => {
    await (await install.start(dataDir)).end('SIGTERM');
    const other = process.pid;
    writeFileSync(path.join(dataDir, 'purser.lock'), JSON.stringify({ pid: other, started: 'long ago' }));
    writeFileSync(
      path.join(dataDir, 'postgres', 'postmaster.pid'),
      `${other}\n${dataDir}/postgres\n1\n1\n\n\n`,
    );
    const purser = await install.start(dataDir);
    expect(isAlive(other)).toBe(true);
    await purser.end('SIGTERM');
  });

  it('begins anew where an earlier first start was cut short', async () => {
    mkdirSync(path.join(dataDir, 'postgres.new-0badcafe', 'base'), { recursive: true });
    writeFileSync(path.join(dataDir, 'postgres.password'), 'old');
    await (await install.start(dataDir)).end('SIGTERM');
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.password']);
  });

  it('can be killed at any moment of its first start and starts the next time', async () => {
    const isThere = (...names: string[]) => existsSync(path.join(dataDir, ...names));
    const draft = () =>
      (existsSync(dataDir) ? readdirSync(dataDir) : []).find((name) => name.includes('.new-'));
    const drafted = (name: string) => isThere(draft() ?? 'no draft yet', name) || isThere('postgres');
    const moments = [
      () => isThere('purser.lock'),
      () => drafted('PG_VERSION'),
      () => drafted('global/pg_control'),
      () => drafted('base/4'),
      () => isThere('postgres'),
      () => isThere('postgres', 'postmaster.pid'),
    ];
    for (const moment of moments) await install.startAndKillWhen(dataDir, moment);
    const purser = await install.start(dataDir);
    await leaveNote(purser.url, 'it works');
    await purser.end('SIGTERM');
    await until(() => processesOn(dataDir).length === 0);
    expect(draft()).toBeUndefined();
  });

  it('says in one line that the folder can not be used', async () => {
    writeFileSync(dataDir, 'a file');
    const { code, message } = await install.refusal('.data', { cwd: folder });
    expect(code).toBe('data_dir_unusable');
    expect(message).toMatch(
      /^\.data can't be used for data \(.+\): check who owns it, or set PURSER_DATA_DIR to another folder$/,
    );
  });

  it('says in one line that the data is of another version', async () => {
    await (await install.start(dataDir)).end('SIGTERM');
    writeFileSync(path.join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    expect(await install.refusal('.data', { cwd: folder })).toMatchObject({
      code: 'data_dir_unusable',
      message: expect.stringMatching(
        /^\.data\/postgres was made by PostgreSQL 17 and this Purser brings 18[.\d]*: /,
      ) as string,
    });
  });

  it('says in one line that the password is gone', async () => {
    await (await install.start(dataDir)).end('SIGTERM');
    rmSync(path.join(dataDir, 'postgres.password'));
    const { code, message } = await install.refusal('.data', { cwd: folder });
    expect(code).toBe('data_dir_unusable');
    expect(message).toMatch(
      /^the password of the database in \.data can't be read from \.data\/postgres\.password: /,
    );
  });

  it('tells the server nothing of the environment', async () => {
    const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_live_hunter2' };
    const purser = await install.start(dataDir, { env });
    expect(environmentOf(postmasterOf(dataDir)!)).toContain('LC_ALL=C');
    expect(environmentOf(postmasterOf(dataDir)!)).not.toContain('hunter2');
    await purser.end('SIGTERM');
  });
});

if (isRoot) {
  describe('the embedded PostgreSQL, started by root', () => {
    let closed: EmbeddedPostgresInstall;

    beforeAll(async () => {
      closed = await EmbeddedPostgresInstall.create(0o700);
    });
    afterEach(() => closed.killAll());
    afterAll(() => closed.remove());

    it('runs as an ordinary user, without any capability where none is needed', async () => {
      const purser = await install.start(dataDir);
      const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, 'utf8');
      expect(status).not.toMatch(/^Uid:\t0/m);
      expect(status).toMatch(/^CapEff:\t0+$/m);
      await purser.end('SIGTERM');
    });

    it('works in folders that are closed to everyone else, and leaves them closed', async () => {
      chmodSync(folder, 0o700);
      const purser = await closed.start(dataDir);
      await query(purser.url, 'CREATE EXTENSION pg_trgm');
      await leaveNote(purser.url, 'in a closed folder');
      const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, 'utf8');
      expect(status).not.toMatch(/^Uid:\t0/m);
      // CAP_DAC_READ_SEARCH alone, or CAP_DAC_OVERRIDE alone where the machine withholds the former.
      expect(status).toMatch(/^CapEff:\t0+[24]$/m);
      expect(status).toMatch(/^CapBnd:\t0+[24]$/m);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      await purser.end('SIGKILL');
      const next = await closed.start(dataDir);
      expect(await notes(next.url)).toEqual(['in a closed folder']);
      await next.end('SIGTERM');
      expect(processesOn(dataDir)).toEqual([]);
    });

    it('is an ordinary user’s own when that user starts it, and stays so when root starts it once', async () => {
      chownSync(folder, NOBODY.uid, NOBODY.gid);
      const own = await install.start(dataDir, NOBODY);
      expect(statSync(path.join(dataDir, 'postgres')).uid).toBe(NOBODY.uid);
      await leaveNote(own.url, 'mine');
      await own.end('SIGKILL');

      const roots = await install.start(dataDir);
      expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).toBe(NOBODY.uid);
      await roots.end('SIGKILL');
      await until(() => processesOn(dataDir).length === 0);

      const again = await install.start(dataDir, NOBODY);
      expect(await notes(again.url)).toEqual(['mine']);
      await again.end('SIGTERM');
    });

    it('tells an ordinary user in one line that the data is root’s', async () => {
      await (await install.start(dataDir)).end('SIGTERM');
      const { code, message } = await install.refusal('.data', { ...NOBODY, cwd: folder });
      expect(code).toBe('data_dir_unusable');
      expect(message).toMatch(/^\.data can't be used for data \(EACCES.+\): check who owns it/);
    });
  });
}
