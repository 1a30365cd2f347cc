import { randomBytes } from 'node:crypto';
import { hash, verify, type Options } from '@node-rs/argon2';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import {
  StaffDirectory,
  type FirstAdministrator,
  type StaffMember,
} from '../../../application/staff/staff-directory.port.js';
import { plannedOnce } from '../planned-once.js';
import { readablePassword } from './readable-password.js';

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id */
const ARGON2ID: Options = {
  // The enum is declared `const`, which isolated modules can't read: 2 is Argon2id.
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** Hashing is work: what is longer is no password that anyone chose. */
const LONGEST_PASSWORD = 1024;
const DEFAULT_EMAIL = 'admin@purser.local';

const MEMBER = plannedOnce(`SELECT id, email, name FROM staff WHERE id = $1`);

interface StaffRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
}

export class PostgresStaffDirectory extends StaffDirectory {
  /** Compared with when the address is unknown, so that the answer takes as long. */
  private nobodysHash: Promise<string> | undefined;

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async createFirstAdministrator(
    wanted: { readonly email?: string; readonly password?: string } | undefined,
  ): Promise<FirstAdministrator | undefined> {
    if (await hasStaff(this.dataSource.manager)) return undefined;
    const email = (wanted?.email ?? DEFAULT_EMAIL).trim();
    const madeUp = wanted?.password === undefined ? readablePassword() : undefined;
    const passwordHash = await hash(wanted?.password ?? madeUp ?? '', ARGON2ID);
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('purser.first_administrator'))`);
      if (await hasStaff(manager)) return undefined;
      await manager.query(`INSERT INTO staff (id, email, name, password_hash) VALUES ($1, $2, $3, $4)`, [
        uuid(),
        email,
        nameFrom(email),
        passwordHash,
      ]);
      return { email, password: madeUp };
    });
  }

  async verify(email: string, password: string): Promise<StaffMember | undefined> {
    const rows = await this.dataSource.query<StaffRow[]>(
      `SELECT id, email, name, password_hash FROM staff WHERE lower(email) = lower($1)`,
      [email.trim()],
    );
    const [row] = rows;
    this.nobodysHash ??= hash(randomBytes(16), ARGON2ID);
    const right = await verify(
      row?.password_hash ?? (await this.nobodysHash),
      password.slice(0, LONGEST_PASSWORD),
    );
    return row && right ? { id: row.id, email: row.email, name: row.name } : undefined;
  }

  async find(id: string): Promise<StaffMember | undefined> {
    const rows = await this.dataSource.query<StaffMember[]>(MEMBER, [id]);
    return rows[0];
  }

  async sessionSecret(): Promise<string> {
    await this.dataSource.query(
      `INSERT INTO console_secrets (name, secret) VALUES ('session', $1) ON CONFLICT (name) DO NOTHING`,
      [randomBytes(32).toString('base64url')],
    );
    const rows = await this.dataSource.query<{ secret: string }[]>(
      `SELECT secret FROM console_secrets WHERE name = 'session'`,
    );
    return rows[0]?.secret ?? '';
  }
}

async function hasStaff(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>(`SELECT FROM staff LIMIT 1`);
  return rows.length > 0;
}

/** "ana.ruiz@example.com" → "Ana Ruiz", until they say otherwise. */
function nameFrom(email: string): string {
  const words = (email.split('@')[0] ?? email).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || email;
}
