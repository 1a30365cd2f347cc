import { errorFromOutput } from '../../../src/infrastructure/persistence/embedded-postgres/embedded-postgres-error.js';

const start = (...output: string[]) =>
  errorFromOutput('start_failed', 'starting PostgreSQL', output, '.data/postgres');

describe('what PostgreSQL printed before it gave up', () => {
  it.each([
    ['FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device'],
    ['initdb: error: could not create directory "base": Disk quota exceeded'],
  ])('becomes “the disk is full”: %s', (line) => {
    expect(start(line)).toMatchObject({
      code: 'disk_full',
      message: 'the disk is full: starting PostgreSQL needs more room in .data/postgres',
    });
  });

  it('becomes advice when the package is not complete', () => {
    const line =
      'postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file';
    expect(start(line)).toMatchObject({
      code: 'binaries_missing',
      message: `PostgreSQL's libraries are incomplete (${line}): run "npm rebuild" to let its package finish installing`,
    });
  });

  it('names the server that has the data already', () => {
    const error = start(
      'FATAL:  lock file "postmaster.pid" already exists',
      'HINT:  Is another postmaster (PID 4711) running in data directory "/srv/.data/postgres"?',
    );
    expect(error).toMatchObject({
      code: 'data_dir_in_use',
      message: 'a PostgreSQL server (process 4711) is using .data/postgres: stop it first',
    });
  });

  it('tells a port that was taken meanwhile from other failures', () => {
    expect(start('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use').code).toBe(
      'port_taken',
    );
  });

  it('otherwise is the last lines, in one', () => {
    expect(start('one', 'two', '', 'three', 'four')).toMatchObject({
      code: 'start_failed',
      message: 'starting PostgreSQL failed in .data/postgres: two / three / four',
    });
    expect(start().message).toBe('starting PostgreSQL failed in .data/postgres: it printed nothing');
  });
});
