import { rmSync } from 'node:fs';
import { Client } from 'pg';

export default async function stopDatabase() {
  const started = globalThis.purserTestDatabase;
  if (!started) return dropTemplate();
  delete globalThis.purserTestDatabase;
  delete process.env.TEST_DATABASE_URL;
  await started.server.stop();
  rmSync(started.dataDir, { recursive: true, force: true });
}

/** Of a server that goes on. */
async function dropTemplate() {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${process.env.TEST_DATABASE_TEMPLATE}`);
  await client.end();
}
