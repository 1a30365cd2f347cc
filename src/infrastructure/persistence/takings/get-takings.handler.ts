import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Clock } from '../../../application/shared/clock.port.js';
import { GetTakings, type Takings } from '../../../application/takings/get-takings.query.js';
import { methodNamed } from '../../../application/takings/takings-methods.js';
import { dailyLines, otherLines, takingsDays } from '../../../application/takings/takings.js';

/** Of a day, or of the time that Stripe's transactions were read to, as it comes from the database. */
interface TallyAsRead {
  readonly day: string;
  readonly currency: string;
  readonly taken_in: string;
  readonly method: string;
  readonly figure: string;
  readonly count: string;
  readonly amount: string;
  readonly fee: string;
  readonly awaited: string;
}

interface ReadingRow {
  readonly since: Date;
  readonly reached: Date;
  readonly reached_day: string;
  readonly today: string;
  readonly error: string | null;
  readonly denied: boolean;
}

/** Money moves between a look at the transactions and one at the balance; by the same amount hardly that often in a row. */
const LOOKS_BELIEVED = 5;

const KEPT = `
  SELECT day, currency, taken_in, method, figure, count, amount, fee, awaited FROM takings_days
  UNION ALL
  SELECT day, currency, taken_in, method, figure, count, amount, fee, awaited FROM takings_differences`;

@QueryHandler(GetTakings)
export class GetTakingsHandler implements IQueryHandler<GetTakings> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ period }: GetTakings): Promise<Takings> {
    const [rows, unpaid, labels, [reading]] = await Promise.all([
      this.dataSource.query<TallyAsRead[]>(
        `SELECT to_char(day, 'YYYY-MM-DD') AS day, currency, taken_in, method, figure, sum(count) AS count,
                sum(amount) AS amount, sum(fee) AS fee, sum(awaited) AS awaited
           FROM (${KEPT}) AS kept
          WHERE day BETWEEN $1 AND $2 AND figure NOT IN ('unpaid', 'payout')
          GROUP BY kept.day, currency, taken_in, method, figure
         HAVING sum(count) <> 0 OR sum(amount) <> 0 OR sum(fee) <> 0`,
        [period.from, period.to],
      ),
      this.dataSource.query<{ currency: string; amount: string; unlisted: string }[]>(
        `SELECT currency, sum(amount) AS amount, sum(unlisted) AS unlisted FROM (
           SELECT currency, amount, 0 AS unlisted FROM takings_days WHERE figure = 'unpaid'
           UNION ALL SELECT currency, amount, 0 FROM takings_differences WHERE figure = 'unpaid'
           UNION ALL SELECT currency, 0, unlisted FROM stripe_balance_now WHERE looks >= ${LOOKS_BELIEVED}) AS kept
          GROUP BY currency HAVING sum(amount) <> 0 OR sum(unlisted) <> 0 ORDER BY currency`,
      ),
      this.dataSource.query<{ code: string; label: string }[]>(`SELECT code, label FROM collection_methods`),
      this.dataSource.query<ReadingRow[]>(
        `SELECT since, reached, to_char(balance_day(reached), 'YYYY-MM-DD') AS reached_day,
                to_char(balance_day($1), 'YYYY-MM-DD') AS today, error, denied
           FROM stripe_balance_cursor`,
        [this.clock.now()],
      ),
    ]);
    if (!reading) throw new Error('The cursor of Stripe’s balance is gone.');
    const tallies = rows.map(({ taken_in: takenIn, ...row }) => ({
      ...row,
      takenIn,
      count: Number(row.count),
      amount: Number(row.amount),
      fee: Number(row.fee),
      awaited: Number(row.awaited),
    }));
    const { since, reached, error, denied } = reading;
    return {
      ...period,
      lines: dailyLines(tallies, (code) => methodNamed(code, labels)),
      others: otherLines(tallies),
      days: takingsDays(tallies, reading.today, reading.reached_day),
      unpaid: unpaid.map(({ currency, amount, unlisted }) => ({
        currency,
        amount: Number(amount),
        unlisted: Number(unlisted),
      })),
      reading: { since, reached, error: error ?? undefined, denied },
    };
  }
}
