import { rmSync } from 'node:fs';

export default async function stopDatabase() {
  const started = globalThis.purserTestDatabase;
  if (!started) return;
  delete globalThis.purserTestDatabase;
  delete process.env.TEST_DATABASE_URL;
  await started.server.stop();
  rmSync(started.dataDir, { recursive: true, force: true });
}
