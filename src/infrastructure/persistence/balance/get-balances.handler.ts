import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { BALANCE_AGE_NAMES, daysOf, type BalanceAge } from '../../../application/balance/balance-ages.js';
import { GetBalances, type Balance } from '../../../application/balance/get-balances.query.js';
import { Clock } from '../../../application/shared/clock.port.js';

interface Row {
  readonly currency: string;
  readonly age: BalanceAge;
  readonly bookings: string;
  readonly outstanding: string;
}

@QueryHandler(GetBalances)
export class GetBalancesHandler implements IQueryHandler<GetBalances> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<readonly Balance[]> {
    const rows = await this.dataSource.query<Row[]>(
      `SELECT currency, ${ageOf('balance_day($1) - day')} AS age,
              sum(bookings) AS bookings, sum(outstanding) AS outstanding
         FROM (SELECT currency, day, bookings, outstanding FROM balance_days
               UNION ALL SELECT currency, day, bookings, outstanding FROM balance_differences) AS kept
        GROUP BY 1, 2 HAVING sum(bookings) <> 0`,
      [this.clock.now()],
    );
    const currencies = [...new Set(rows.map(({ currency }) => currency))];
    return currencies
      .map((currency) =>
        balanceOf(
          currency,
          rows.filter((row) => row.currency === currency),
        ),
      )
      .sort((a, b) => b.bookings - a.bookings || (a.currency < b.currency ? -1 : 1));
  }
}

function balanceOf(currency: string, rows: readonly Row[]): Balance {
  const ages = BALANCE_AGE_NAMES.map((age) => {
    const row = rows.find((each) => each.age === age);
    return { age, outstanding: Number(row?.outstanding ?? 0), bookings: Number(row?.bookings ?? 0) };
  });
  return {
    currency,
    outstanding: ages.reduce((sum, { outstanding }) => sum + outstanding, 0),
    bookings: ages.reduce((sum, { bookings }) => sum + bookings, 0),
    ages,
  };
}

/** The name of the age that a number of days belongs to, as SQL. */
function ageOf(days: string): string {
  const upTo = BALANCE_AGE_NAMES.flatMap((age) => {
    const { to } = daysOf(age);
    return to === undefined ? [] : [`WHEN ${days} <= ${to} THEN '${age}'`];
  });
  const oldest = BALANCE_AGE_NAMES.at(-1) ?? '';
  return `CASE ${upTo.join(' ')} ELSE '${oldest}' END`;
}
