import type { DataSource } from 'typeorm';
import { ListCustomerBalances } from '../src/application/balance/list-customer-balances.query.js';
import { ListBatches } from '../src/application/batch/list-batches.query.js';
import { ListBookings, type BookingCriteria } from '../src/application/booking/list-bookings.query.js';
import { GetCustomer } from '../src/application/customer/get-customer.query.js';
import { ListCustomers, type CustomerCriteria } from '../src/application/customer/list-customers.query.js';
import { ListLikelyDuplicates } from '../src/application/customer/list-likely-duplicates.query.js';
import { GetTakings } from '../src/application/takings/get-takings.query.js';
import { ListBalanceTransactions } from '../src/application/takings/list-balance-transactions.query.js';
import { ListPayouts } from '../src/application/takings/list-payouts.query.js';
import { ListTakingsMovements } from '../src/application/takings/list-takings-movements.query.js';
import { GetBalancesHandler } from '../src/infrastructure/persistence/balance/get-balances.handler.js';
import { ListCustomerBalancesHandler } from '../src/infrastructure/persistence/balance/list-customer-balances.handler.js';
import { ListBatchesHandler } from '../src/infrastructure/persistence/batch/list-batches.handler.js';
import { ListBookingsHandler } from '../src/infrastructure/persistence/booking/list-bookings.handler.js';
import { GetCustomerHandler } from '../src/infrastructure/persistence/customer/get-customer.handler.js';
import { ListCustomersHandler } from '../src/infrastructure/persistence/customer/list-customers.handler.js';
import { ListLikelyDuplicatesHandler } from '../src/infrastructure/persistence/customer/list-likely-duplicates.handler.js';
import { GetTakingsHandler } from '../src/infrastructure/persistence/takings/get-takings.handler.js';
import { ListBalanceTransactionsHandler } from '../src/infrastructure/persistence/takings/list-balance-transactions.handler.js';
import { ListPayoutsHandler } from '../src/infrastructure/persistence/takings/list-payouts.handler.js';
import { ListTakingsMovementsHandler } from '../src/infrastructure/persistence/takings/list-takings-movements.handler.js';

export interface ReadPlan {
  readonly read: string;
  readonly ms: number;
  /** Indexes that are used, and tables beyond some thousand rows that are read whole. */
  readonly indexes: readonly string[];
  readonly readWhole: readonly string[];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Node[];
}

/** What fewer rows is best read whole. */
const FEW_ROWS = 2000;
const DAY = { from: '2026-10-30', to: '2026-10-30' };
const YEAR = { from: '2025-11-02', to: '2026-11-01' };

/** How PostgreSQL does what each list and figure asks of it, through the handlers' own statements. */
export async function readPlans(dataSource: DataSource, customer: string): Promise<ReadPlan[]> {
  const large = await tablesBeyond(dataSource, FEW_ROWS);
  const plans: ReadPlan[] = [];
  for (const [read, execute] of Object.entries(readsOf(customer))) {
    const nodes: Node[] = [];
    await execute(explaining(dataSource, nodes));
    const begun = performance.now();
    await execute(dataSource);
    const ms = performance.now() - begun;
    const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
    const readWhole = nodes.flatMap((node) =>
      node['Node Type'].endsWith('Seq Scan') && large.has(node['Relation Name'] ?? '')
        ? (node['Relation Name'] ?? [])
        : [],
    );
    plans.push({ read, ms, indexes: [...new Set(indexes)].sort(), readWhole: [...new Set(readWhole)] });
  }
  return plans;
}

type Read = (dataSource: DataSource) => Promise<unknown>;

function readsOf(customer: string): Readonly<Record<string, Read>> {
  const clock = { now: () => new Date('2026-11-01T12:00:00Z') };
  const customers =
    (criteria: CustomerCriteria): Read =>
    (source) =>
      new ListCustomersHandler(source).execute(new ListCustomers(criteria));
  const bookings =
    (criteria: BookingCriteria): Read =>
    (source) =>
      new ListBookingsHandler(source, clock).execute(new ListBookings(criteria));
  const movements =
    (criteria: ListTakingsMovements['criteria']): Read =>
    (source) =>
      new ListTakingsMovementsHandler(source).execute(new ListTakingsMovements(criteria));
  const transactions =
    (criteria: ListBalanceTransactions['criteria']): Read =>
    (source) =>
      new ListBalanceTransactionsHandler(source).execute(new ListBalanceTransactions(criteria));
  return {
    balances: (source) => new GetBalancesHandler(source, clock).execute(),
    'balances by customer': (source) =>
      new ListCustomerBalancesHandler(source).execute(new ListCustomerBalances({ currency: 'USD' })),
    'bookings that owe, by age': bookings({ age: 'over_60_days', currency: 'USD', sort: '-outstanding' }),
    'bookings of a customer': bookings({ customer }),
    'takings of a year': (source) => new GetTakingsHandler(source, clock).execute(new GetTakings(YEAR)),
    'movements of a day': movements({ ...DAY, currency: 'USD', figure: 'taken' }),
    'movements of a year, a rare figure': movements({ ...YEAR, currency: 'USD', figure: 'reinstated' }),
    'movements of a year, awaited': movements({ ...YEAR, currency: 'USD', awaited: true }),
    'movements of a year, a rare method': movements({ ...YEAR, currency: 'USD', method: 'cash' }),
    'transactions of a day': transactions({
      ...DAY,
      standing: 'booking',
      takenIn: 'USD',
      method: 'stripe:card',
    }),
    'transactions of a year, of no booking': transactions({ ...YEAR, standing: 'foreign', currency: 'USD' }),
    'transactions in no payout, a rare currency': transactions({ payout: 'none', currency: 'EUR' }),
    'transactions of a payout': transactions({ payout: 'po_bench4' }),
    payouts: (source) => new ListPayoutsHandler(source).execute(new ListPayouts({})),
    customers: customers({}),
    'customers, by name': customers({ sort: 'name' }),
    'customers who owe': customers({ owing: true }),
    'customers without a card': customers({ withoutCard: true }),
    'customers, searched': customers({ q: 'greta k' }),
    'a customer': (source) => new GetCustomerHandler(source, clock).execute(new GetCustomer(customer)),
    'likely duplicates': (source) =>
      new ListLikelyDuplicatesHandler(source).execute(new ListLikelyDuplicates(customer)),
    batches: (source) => new ListBatchesHandler(source).execute(new ListBatches({})),
    'batches, by state': (source) =>
      new ListBatchesHandler(source).execute(new ListBatches({ state: 'running' })),
  };
}

/** Asks for the plan of each statement before it is run. */
function explaining(dataSource: DataSource, nodes: Node[]): DataSource {
  const query = async (statement: string, parameters?: unknown[]): Promise<unknown> => {
    const [row] = await dataSource.query<{ 'QUERY PLAN': [{ Plan: Node }] }[]>(
      `EXPLAIN (FORMAT JSON) ${statement}`,
      parameters,
    );
    if (row) nodes.push(...allOf(row['QUERY PLAN'][0].Plan));
    return dataSource.query(statement, parameters);
  };
  return { query } as unknown as DataSource;
}

function allOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(allOf)];
}

async function tablesBeyond(dataSource: DataSource, rows: number): Promise<ReadonlySet<string>> {
  const found = await dataSource.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > $1`,
    [rows],
  );
  return new Set(found.map(({ name }) => name));
}
