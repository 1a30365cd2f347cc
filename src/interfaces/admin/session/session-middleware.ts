import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';

/** What the session store needs of a database connection; TypeORM's DataSource is one. */
export interface SqlConnection {
  query(statement: string, parameters?: unknown[]): Promise<unknown>;
}

/** A working day; it isn't prolonged by use, so that no page view writes. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;

/** Sessions in PostgreSQL, so that every instance knows them and a restart keeps them. */
export function sessionMiddleware(
  connection: SqlConnection,
  secret: string,
  publicUrl: string,
): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  const PgStore = connectPgSimple(session);
  const store = new PgStore({
    // The store asks for rows only; TypeORM answers with them or, for writes, with [rows, count].
    pool: { query: (statement: string, values: unknown[]) => rowsOf(connection.query(statement, values)) },
    tableName: 'staff_sessions',
    createTableIfMissing: false,
    // The housekeeper does that: a timer of the store’s own outlives the connections when Purser stops.
    pruneSessionInterval: false,
    disableTouch: true,
  } as unknown as ConstructorParameters<typeof PgStore>[0]);
  return session({
    name: secure ? '__Host-purser' : 'purser',
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    proxy: secure,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: LIFETIME_MS },
  });
}

async function rowsOf(answer: Promise<unknown>): Promise<{ rows: unknown[] }> {
  const said = await answer;
  if (!Array.isArray(said)) return { rows: [] };
  return { rows: Array.isArray(said[0]) ? said[0] : said };
}
