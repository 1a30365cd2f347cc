import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/**
 * Marks a SELECT whose plan PostgreSQL is to keep for as long as the connection lasts (see DeskDataSource), rather than make
 * anew each time: for what every page asks, and takes longer to plan than to run. Only where one plan is good for all
 * parameters, as where rows are found by an id; not for lists, whose best plan depends on the filter. There must be few
 * such texts. Tables that grow are no reason against it: each ANALYZE, also autovacuum's, has PostgreSQL plan anew.
 */
export function plannedOnce(statement: string): string {
  if (!names.has(statement)) names.set(statement, digestOf(statement));
  return statement;
}

/** Its name among prepared statements, if it was marked. Statements of one name are the same, whoever prepared them. */
export function planNameOf(statement: string): string | undefined {
  return names.get(statement);
}

function digestOf(statement: string): string {
  return createHash('sha256').update(statement).digest('base64url').slice(0, 32);
}
