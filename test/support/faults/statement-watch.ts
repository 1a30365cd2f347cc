import type { Statement } from './postgres-messages.js';

/** Where a statement stands in what is done about a booking. */
export interface StatementPoint {
  /** 1 for the first transaction about it, and so on; outside of transactions, how many there were before. */
  readonly transaction: number;
  /** 1 for the first statement of the transaction that names it, and so on; 0 outside of transactions. */
  readonly statement: number;
  /** What it does, and to which table: `UPDATE bookings`, `COMMIT`. */
  readonly does: string;
}

/** Tells, among all that goes on, the statements and transactions about one booking: they name an id of it. */
export class StatementWatch {
  private readonly ids: Set<string>;
  private readonly transactions = new Map<object, { readonly number: number; statements: number }>();

  constructor(ids: Iterable<string>) {
    this.ids = new Set(ids);
  }

  /** `transaction`: the one that the statement belongs to, if any. Each statement is to be shown once. */
  see(statement: Statement, transaction: object | undefined): StatementPoint | undefined {
    const does = whatItDoes(statement.sql);
    if (transaction === undefined) {
      if (!this.names(statement)) return undefined;
      return { transaction: this.transactions.size, statement: 0, does };
    }
    let known = this.transactions.get(transaction);
    if (!known) {
      if (!this.names(statement)) return undefined;
      known = { number: this.transactions.size + 1, statements: 0 };
      this.transactions.set(transaction, known);
    }
    known.statements += 1;
    this.learn(statement);
    return { transaction: known.number, statement: known.statements, does };
  }

  private names({ parameters }: Statement): boolean {
    return parameters.some((parameter) => [...this.ids].some((id) => parameter.includes(id)));
  }

  /** A payment that is stored for the booking belongs to it from then on. */
  private learn({ sql, parameters: [rows] }: Statement): void {
    if (!/^\s*INSERT INTO payments\b/.test(sql) || rows === undefined) return;
    for (const { id } of JSON.parse(rows) as { id: string }[]) this.ids.add(id);
  }
}

function whatItDoes(sql: string): string {
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  const table = /\b(?:FROM|INTO|UPDATE)\s+([a-z_]+)/.exec(sql)?.[1];
  return table === undefined ? verb : `${verb} ${table}`;
}
