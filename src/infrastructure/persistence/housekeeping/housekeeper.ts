import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ONCE_AND_FOR_ALL } from '../../../application/shared/decision-log.port.js';
import { PollingLoop } from '../../scheduling/polling-loop.js';

const EVERY_MS = 10_000;
/** Rows of differences beyond this many are worth folding together. */
const WORTH_FOLDING = 200;
const KEYS_KEPT = '30 days';
const PRUNED_AT_ONCE = 1000;
const FILES_AT_ONCE = 10;
/** Deep runs were asked for, and are kept. */
const SWEEPS_KEPT = '90 days';

/** Keeps small what would only ever grow. Several instances may do it at once. */
@Injectable()
export class Housekeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Housekeeper.name);
  private readonly loop = new PollingLoop(
    () => this.step(),
    EVERY_MS,
    (error) => this.logger.error(error),
  );

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }

  /** Folds the differences of docs/adr/0005 into one row per status and currency; their sums stay the same. */
  async foldTallies(): Promise<void> {
    await this.dataSource.query(
      `WITH taken AS (
         DELETE FROM booking_tallies
          WHERE id IN (SELECT id FROM booking_tallies FOR UPDATE SKIP LOCKED)
            AND (SELECT count(*) FROM booking_tallies) > $1
         RETURNING payment_status, currency, bookings, outstanding
       )
       INSERT INTO booking_tallies (payment_status, currency, bookings, outstanding)
       SELECT payment_status, currency, sum(bookings), sum(outstanding) FROM taken
       GROUP BY payment_status, currency HAVING sum(bookings) <> 0 OR sum(outstanding) <> 0`,
      [WORTH_FOLDING],
    );
  }

  /** The same for what is owed by day; a day on which nothing is owed any more goes. */
  async foldBalances(): Promise<void> {
    await this.dataSource.query(
      `WITH taken AS (
         DELETE FROM balance_differences
          WHERE id IN (SELECT id FROM balance_differences FOR UPDATE SKIP LOCKED)
            AND (SELECT count(*) FROM balance_differences) > $1
         RETURNING currency, day, bookings, outstanding
       )
       INSERT INTO balance_days AS known (currency, day, bookings, outstanding)
       SELECT currency, day, sum(bookings), sum(outstanding) FROM taken
        GROUP BY 1, 2 HAVING sum(bookings) <> 0 OR sum(outstanding) <> 0 ORDER BY 1, 2
       ON CONFLICT (currency, day) DO UPDATE
          SET bookings = known.bookings + excluded.bookings, outstanding = known.outstanding + excluded.outstanding`,
      [WORTH_FOLDING],
    );
    await this.dataSource.query(`DELETE FROM balance_days WHERE bookings = 0 AND outstanding = 0`);
  }

  /** Files of exports are kept until the day that was said; what was asked for, and by whom, stays. */
  async removeFiles(now = new Date()): Promise<void> {
    await this.dataSource.query(
      `WITH over AS (
         SELECT id FROM exports WHERE state = 'ready' AND expires_at <= $1
          ORDER BY expires_at LIMIT ${FILES_AT_ONCE} FOR UPDATE SKIP LOCKED
       ), removed AS (
         DELETE FROM export_pieces WHERE export_id IN (SELECT id FROM over)
       )
       UPDATE exports SET state = 'expired' WHERE id IN (SELECT id FROM over)`,
      [now],
    );
  }

  /** The same for the takings of a day. */
  async foldTakings(): Promise<void> {
    await this.dataSource.query(
      `WITH taken AS (
         DELETE FROM takings_differences
          WHERE id IN (SELECT id FROM takings_differences FOR UPDATE SKIP LOCKED)
            AND (SELECT count(*) FROM takings_differences) > $1
         RETURNING day, currency, taken_in, method, figure, count, amount, fee, awaited
       )
       INSERT INTO takings_days AS known (day, currency, taken_in, method, figure, count, amount, fee, awaited)
       SELECT day, currency, taken_in, method, figure, sum(count), sum(amount), sum(fee), sum(awaited) FROM taken
        GROUP BY 1, 2, 3, 4, 5
       HAVING sum(count) <> 0 OR sum(amount) <> 0 OR sum(fee) <> 0 OR sum(awaited) <> 0 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (day, currency, taken_in, method, figure) DO UPDATE
          SET count = known.count + excluded.count, amount = known.amount + excluded.amount,
              fee = known.fee + excluded.fee, awaited = known.awaited + excluded.awaited`,
      [WORTH_FOLDING],
    );
    await this.dataSource.query(
      `DELETE FROM takings_days WHERE count = 0 AND amount = 0 AND fee = 0 AND awaited = 0`,
    );
  }

  /** Sessions of staff that ended by themselves. */
  async removeSessions(now = new Date()): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM staff_sessions WHERE sid IN (
         SELECT sid FROM staff_sessions WHERE expire < $1 LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [now],
    );
  }

  private async step(): Promise<'more' | 'idle'> {
    await this.foldTallies();
    await this.foldBalances();
    await this.removeFiles();
    await this.foldTakings();
    await this.removeSessions();
    const [, pruned] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM decisions WHERE ctid IN (
         SELECT ctid FROM decisions WHERE created_at < now() - interval '${KEYS_KEPT}' AND scope <> $1
          LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [ONCE_AND_FOR_ALL],
    );
    await this.dataSource.query(
      `DELETE FROM reconciliations WHERE id IN (
         SELECT id FROM reconciliations WHERE kind <> 'deep' AND asked_at < now() - interval '${SWEEPS_KEPT}'
          ORDER BY asked_at LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
    );
    await this.dataSource.query(`DELETE FROM booking_attendances WHERE until < now() - interval '1 day'`);
    return pruned === PRUNED_AT_ONCE ? 'more' : 'idle';
  }
}
