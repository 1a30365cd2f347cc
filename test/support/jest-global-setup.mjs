import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { importSource } from './import-source.mjs';

/** One PostgreSQL for the whole run, unless TEST_DATABASE_URL names one. See test/support/postgres.ts. */
export default async function startDatabase() {
  process.env.TEST_DATABASE_TEMPLATE = `template_${randomBytes(8).toString('hex')}`;
  if (process.env.TEST_DATABASE_URL) return;
  const { startEmbeddedPostgres } = await importSource(
    'src/infrastructure/persistence/embedded-postgres/embedded-postgres.ts',
  );
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-test-'));
  const output = [];
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (line) => output.push(line),
    // Nothing here outlives the run, so nothing has to reach the disk.
    settings: { max_connections: '500', fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' },
  });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.purserTestDatabase = { server, dataDir };
}
