import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** Of a database that nobody else uses. */
  readonly url: string;
  /** Closes whatever is still connected to it and deletes it. */
  drop(): Promise<void>;
}

/**
 * A database of its own, empty or a copy of another, on the server that `jest-global-setup.mjs` started, or that
 * TEST_DATABASE_URL names.
 */
export async function testDatabase(template = 'template0'): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // Five times as fast as by way of the log, where nothing has to reach the disk.
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(name) };
}

/** Not by FORCE, which an ordinary role may not do to a vacuum that PostgreSQL began by itself: that one is waited for. */
async function drop(name: string): Promise<void> {
  await onServer(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = '${name}' AND backend_type = 'client backend'`,
  );
  await onServer(`DROP DATABASE IF EXISTS ${name}`);
}

export function testServerUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error(
      'there is no test database: is this project listed as `withDatabase` in jest.config.mjs?',
    );
  return url;
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: testServerUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
