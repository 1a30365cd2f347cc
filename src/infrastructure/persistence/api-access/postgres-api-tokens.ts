import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { ApiTokens, type ApiToken } from '../../../application/api-access/api-tokens.port.js';

export class PostgresApiTokens extends ApiTokens {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** A program that gets a new token keeps its id, and with it the idempotency keys it has used. */
  async ensure(name: string, token: string): Promise<void> {
    const digest = digestOf(token);
    await this.dataSource.transaction(async (manager) => {
      // Instances that start at once go one after the other: either of the two unique keys could be met first.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('purser.api_tokens'))`);
      await manager.query(`DELETE FROM api_tokens WHERE digest = $1 AND name <> $2`, [digest, name]);
      await manager.query(
        `INSERT INTO api_tokens (id, name, digest) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET digest = excluded.digest WHERE api_tokens.digest <> excluded.digest`,
        [uuid(), name, digest],
      );
    });
  }

  async revoke(name: string): Promise<void> {
    await this.dataSource.query(`DELETE FROM api_tokens WHERE name = $1`, [name]);
  }

  async find(token: string): Promise<ApiToken | undefined> {
    const rows = await this.dataSource.query<ApiToken[]>(
      `SELECT id, name FROM api_tokens WHERE digest = $1`,
      [digestOf(token)],
    );
    return rows[0];
  }
}

/** Tokens are long and random, unlike passwords: one round of a fast digest keeps them, and finds them by index. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
