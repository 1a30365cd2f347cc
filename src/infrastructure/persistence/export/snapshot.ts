import type { DataSource } from 'typeorm';

/** So many rows are in memory at once. */
const BATCH = 2000;
/** An instance that stands still must not keep what was deleted meanwhile from being cleared away. */
const LIMITS = `SET LOCAL idle_in_transaction_session_timeout = '60s'`;

/**
 * The rows of one SELECT in batches, all from one snapshot, whatever is changed meanwhile; memory holds one batch. It
 * takes one connection and one transaction, so that a transaction-pooling proxy may stand between.
 */
export async function* rowsOfSnapshot<Row>(
  dataSource: DataSource,
  statement: string,
  parameters: readonly unknown[],
): AsyncIterable<readonly Row[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query(`SET TRANSACTION READ ONLY`);
    await runner.query(LIMITS);
    await runner.query(`DECLARE rows NO SCROLL CURSOR FOR ${statement}`, [...parameters]);
    for (;;) {
      const rows = (await runner.query(`FETCH ${BATCH} FROM rows`)) as Row[];
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) break;
    }
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}
