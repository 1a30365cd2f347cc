import type { DataSource } from 'typeorm';

/** So many rows are handed on at once; as many more are being fetched meanwhile. */
const BATCH = 2000;
/**
 * An instance that stands still must not keep what was deleted meanwhile from being cleared away. All rows are wanted, so
 * the plan is to be the best for all, not the one with the first rows soonest.
 */
const LIMITS = `SET LOCAL idle_in_transaction_session_timeout = '60s'; SET LOCAL cursor_tuple_fraction = 1`;

/**
 * The rows of one SELECT in batches, all from one snapshot, whatever is changed meanwhile; memory holds two. It takes one
 * connection and one transaction, so that a transaction-pooling proxy may stand between.
 */
export async function* rowsOfSnapshot<Row>(
  dataSource: DataSource,
  statement: string,
  parameters: readonly unknown[],
): AsyncIterable<readonly Row[]> {
  const runner = dataSource.createQueryRunner();
  let next: Promise<Row[]> | undefined;
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query(`SET TRANSACTION READ ONLY`);
    await runner.query(LIMITS);
    await runner.query(`DECLARE rows NO SCROLL CURSOR FOR ${statement}`, [...parameters]);
    const fetch = () => {
      const asked = runner.query(`FETCH ${BATCH} FROM rows`) as Promise<Row[]>;
      // It may fail before anybody waits for it; whoever does, hears of that.
      asked.catch(() => undefined);
      return asked;
    };
    next = fetch();
    for (;;) {
      const rows: readonly Row[] = await next;
      // PostgreSQL looks for the next ones while these are written.
      next = rows.length < BATCH ? undefined : fetch();
      if (rows.length > 0) yield rows;
      if (!next) break;
    }
  } finally {
    await next?.catch(() => undefined);
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}
