import type { RunningDesk } from './desk.js';
import { freePort, requireFree } from './free-ports.js';
import type { PurserConfig } from './infrastructure/config/config.js';
import { startEmbeddedPostgres } from './infrastructure/persistence/embedded-postgres/embedded-postgres.js';

export interface RunningPurser extends RunningDesk {
  readonly url: string;
  readonly databaseUrl: string;
  /** Finishes what is in flight and stops every part, the database last. */
  stop(): Promise<void>;
}

/** Composition root: starts every part in order, and stops in reverse what was started when one of them can't. */
export async function startPurser(config: PurserConfig, log: (line: string) => void): Promise<RunningPurser> {
  const started: { stop(): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const { host } = config.http;
    const port = config.http.port || (await freePort(host));
    const publicUrl = config.http.port ? config.http.publicUrl : `http://${host}:${port}`;
    await requireFree(host, port);
    // Most of the program is loaded meanwhile: for a new database the one takes about as long as the other.
    const [databaseUrl, { startDesk }] = await Promise.all([
      config.database.url ?? embeddedDatabase(),
      import('./desk.js'),
    ]);
    const desk = await startDesk({ config, databaseUrl, port, publicUrl, log, started });
    return { url: publicUrl, databaseUrl, ...desk, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function embeddedDatabase(): Promise<string> {
    // What PostgreSQL prints when all is well. A pool that has ended said goodbye without waiting to be heard, so
    // stopping may find its connections still open.
    const well = [' LOG:  ', 'terminating connection due to administrator command'];
    const quiet = (line: string) => (well.some((words) => line.includes(words)) ? undefined : log(line));
    const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: quiet });
    started.push(embedded);
    return embedded.url;
  }
}
