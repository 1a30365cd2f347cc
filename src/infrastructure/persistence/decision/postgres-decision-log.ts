import type { EntityManager } from 'typeorm';
import {
  IdempotencyKeyReused,
  type DecisionLog,
  type Idempotency,
} from '../../../application/shared/decision-log.port.js';

export class PostgresDecisionLog implements DecisionLog {
  constructor(private readonly manager: EntityManager) {}

  async claim({ scope, key, fingerprint }: Idempotency, subject: string): Promise<string | undefined> {
    // Whoever comes second waits here until the first has committed (or given up).
    const claimed = await this.manager.query<unknown[]>(
      `INSERT INTO decisions (scope, key, fingerprint, subject) VALUES ($1, $2, $3, $4)
       ON CONFLICT (scope, key) DO NOTHING RETURNING key`,
      [scope, key, fingerprint, subject],
    );
    if (claimed.length > 0) return undefined;
    const [earlier] = await this.manager.query<{ fingerprint: string; subject: string }[]>(
      `SELECT fingerprint, subject FROM decisions WHERE scope = $1 AND key = $2`,
      [scope, key],
    );
    if (!earlier) throw new Error('The decision that was just found is gone.');
    if (earlier.fingerprint !== fingerprint) throw new IdempotencyKeyReused(key);
    return earlier.subject;
  }
}
