import type { AskedOperation } from './asked-operation.js';
import type { FaultyDesk } from './faulty-desk.js';
import type { Interception } from './interception.js';
import type { StatementPoint } from './statement-watch.js';

/** A moment in "decide and store, ask Stripe, record the answer" at which the process is killed. */
export interface CrashPoint {
  readonly name: string;
  /** Stops the operation there. */
  readonly intercept: (desk: FaultyDesk, asked: AskedOperation) => Interception;
  /** What becomes of what was on its way when the process died. */
  readonly afterwards: 'gone' | 'arrives at once' | 'arrives after the restart' | 'arrives after recovery';
  /** Whether the decision was stored, or will be. */
  readonly decided: boolean;
  /** Reached only by who is told of the payment once it is stored; a customer is led on without. */
  readonly readsAfterwards?: true;
}

const inTransaction = (wanted: number, does: string) => (point: StatementPoint) =>
  point.statement > 0 && point.transaction === wanted && point.does === does;
const beginningOf = (wanted: number) => (point: StatementPoint) =>
  point.transaction === wanted && point.statement === 1;
const afterTransaction = (wanted: number) => (point: StatementPoint) =>
  point.transaction >= wanted && point.statement === 0;

/** The commit of the transaction that stores what Stripe answered, however many came before. */
function storing(): (point: StatementPoint) => boolean {
  let storer = 0;
  return ({ transaction, statement, does }) => {
    if (statement > 0 && does === 'INSERT payments') storer = transaction;
    return statement > 0 && does === 'COMMIT' && transaction === storer;
  };
}

/** Decided and stored, and nothing was sent yet. */
export const DECIDED_ONLY: CrashPoint = {
  name: 'the first commit reached PostgreSQL, unanswered',
  intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'after', inTransaction(1, 'COMMIT')),
  afterwards: 'gone',
  decided: true,
};

export const CRASH_POINTS: readonly CrashPoint[] = [
  {
    name: 'before the first commit',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', inTransaction(1, 'COMMIT')),
    afterwards: 'gone',
    decided: false,
  },
  DECIDED_ONLY,
  {
    name: 'the first commit arrives late',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', inTransaction(1, 'COMMIT')),
    afterwards: 'arrives after the restart',
    decided: true,
  },
  {
    name: 'request sent, and never arrives',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'arrived'),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'request sent, and arrives',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'arrived'),
    afterwards: 'arrives at once',
    decided: true,
  },
  {
    name: 'request sent, and arrives after recovery has sent it again',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'arrived'),
    afterwards: 'arrives after recovery',
    decided: true,
  },
  {
    name: 'Stripe has done it, its answer is lost',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'answered'),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'answer received',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', beginningOf(2)),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'second commit sent, and never arrives',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', inTransaction(2, 'COMMIT')),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'second commit reached PostgreSQL, unanswered',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'after', inTransaction(2, 'COMMIT')),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'committed, the caller unanswered',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', afterTransaction(2)),
    afterwards: 'gone',
    decided: true,
    readsAfterwards: true,
  },
];

/** While a process recovers what another one left behind. */
export const RECOVERY_CRASH_POINTS: readonly CrashPoint[] = [
  {
    name: 'recovery’s request sent, and never arrives',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'arrived'),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'Stripe has done what recovery asked, its answer is lost',
    intercept: ({ stripe }, { stripeId }) => stripe.intercept(stripeId, 'answered'),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'recovery’s commit sent, and never arrives',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'before', storing()),
    afterwards: 'gone',
    decided: true,
  },
  {
    name: 'recovery’s commit reached PostgreSQL, unanswered',
    intercept: ({ postgres }, { ids }) => postgres.intercept(ids, 'after', storing()),
    afterwards: 'gone',
    decided: true,
  },
];

/** While what Stripe did by itself is brought to the booking. */
export const EVENT_CRASH_POINTS = [
  {
    name: 'before what was heard is committed',
    moment: 'before',
    wants: inTransaction(1, 'COMMIT'),
  },
  {
    name: 'once what was heard is committed, and nobody knows',
    moment: 'after',
    wants: inTransaction(1, 'COMMIT'),
  },
] as const;
