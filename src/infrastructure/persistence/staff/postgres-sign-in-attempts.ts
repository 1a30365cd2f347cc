import type { DataSource } from 'typeorm';
import { SignInAttempts, type AttemptVerdict } from '../../../application/staff/sign-in-attempts.port.js';

const WINDOW_MINUTES = 15;
/** Within the window. Someone who guesses can't lock a colleague out from elsewhere until the third is reached. */
const LIMITS = { sameEmailAndAddress: 8, sameAddress: 40, sameEmail: 100 };
const LONGEST_EMAIL = 254;

interface Counts {
  readonly pair: string;
  readonly address: string;
  readonly email: string;
  readonly retry_after: string | null;
}

export class PostgresSignInAttempts extends SignInAttempts {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async begin(email: string, address: string): Promise<AttemptVerdict> {
    const who = [normal(email), address];
    // Stored by a statement of its own: whoever counts afterwards sees it, also when many come at once.
    const [mine] = await this.dataSource.query<{ id: string }[]>(
      `INSERT INTO sign_in_attempts (email, address) VALUES ($1, $2) RETURNING id`,
      who,
    );
    const [counts] = await this.dataSource.query<Counts[]>(
      `SELECT count(*) FILTER (WHERE email = $1 AND address = $2) AS pair,
              count(*) FILTER (WHERE address = $2) AS address,
              count(*) FILTER (WHERE email = $1) AS email,
              ceil(extract(epoch FROM min(at) + make_interval(mins => $3::int) - now())) AS retry_after
         FROM sign_in_attempts
        WHERE (email = $1 OR address = $2) AND at > now() - make_interval(mins => $3::int)`,
      [...who, WINDOW_MINUTES],
    );
    if (!counts || withinLimits(counts)) return { allowed: true };
    // An attempt that isn't looked at doesn't make the wait longer.
    await this.dataSource.query(`DELETE FROM sign_in_attempts WHERE id = $1`, [mine?.id]);
    return { allowed: false, retryAfterSeconds: Math.max(1, Number(counts.retry_after ?? 60)) };
  }

  async forgive(email: string, address: string): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM sign_in_attempts WHERE (email = $1 AND address = $2) OR at < now() - interval '1 day'`,
      [normal(email), address],
    );
  }
}

function withinLimits({ pair, address, email }: Counts): boolean {
  return (
    Number(pair) <= LIMITS.sameEmailAndAddress &&
    Number(address) <= LIMITS.sameAddress &&
    Number(email) <= LIMITS.sameEmail
  );
}

function normal(email: string): string {
  return email.trim().toLowerCase().slice(0, LONGEST_EMAIL);
}
