import { Client } from 'pg';

/** What waits for its time, or for the lease of a process that died to run out, is due now. */
export async function letTimePass(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`UPDATE payments SET recover_at = now() WHERE recover_at IS NOT NULL`);
    await client.query(`UPDATE stripe_events SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL`);
  } finally {
    await client.end();
  }
}
