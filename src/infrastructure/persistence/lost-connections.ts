import { setTimeout as pause } from 'node:timers/promises';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { StorageUnavailable } from '../../application/shared/storage-unavailable.js';

/** A database that restarts is back within this, as a rule; a person waits no longer. */
const PATIENCE_MS = 8000;
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;

/**
 * Class 08 (connection exception), 57P01 to 57P03 (shutting down, crashed, starting), 25P03 (idle in transaction for too
 * long), 25006 (a primary that no longer is one) and 55P03 (a lock that whoever holds it doesn't let go of):
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES = /^(08...|57P0[123]|25P03|25006|55P03)$/;
const SOCKET_ERRORS = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'];
/** What the driver says of a connection that ended, was found to have ended, or couldn't be had. It gives no code. */
const WORDS =
  /connection terminated|connection error and is not queryable|server closed the connection|timeout exceeded when trying to connect/i;

/** A connection that died between two statements: TypeORM has let go of it by the time of the second. */
const RELEASED = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError];

/** Whether the connection died, or is of no use just now, rather than a statement being refused. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (RELEASED.some((type) => error instanceof type)) return true;
  if ('driverError' in error && error.driverError !== error) return isLostConnection(error.driverError);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SQL_STATES.test(code) || SOCKET_ERRORS.includes(code) || WORDS.test(error.message);
}

/**
 * Runs `work` again on another connection when its own died, for a while; then throws StorageUnavailable. `work` is
 * told whether an earlier run may have been stored after all: a connection can die between a COMMIT and its answer.
 */
export async function despiteLostConnections<Result>(
  work: (isRepeated: boolean) => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = SHORTEST_PAUSE_MS, isRepeated = false; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    try {
      return await work(isRepeated);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      if (performance.now() + wait > deadline)
        throw new StorageUnavailable('The database can’t be reached.', { cause: error });
      isRepeated = true;
      await pause(wait);
    }
  }
}
