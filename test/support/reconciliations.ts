import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import {
  GetReconciliation,
  type ReconciliationWithFindings,
} from '../../src/application/reconciliation/get-reconciliation.query.js';
import { RequestReconciliation } from '../../src/application/reconciliation/request-reconciliation.command.js';
import type { TestPurser } from './purser.js';
import { untilWithin } from './until.js';

export interface WantedRun {
  readonly since?: Date;
  readonly until?: Date;
  readonly dryRun?: boolean;
}

const HOUR_MS = 60 * 60 * 1000;
/** A run that failed twice waits for twenty seconds before it goes on. */
const OVER_WITHIN_MS = 55_000;

/** Asks for deep runs of a Purser, and reads them. */
export class Reconciliations {
  constructor(private readonly purser: Pick<TestPurser, 'running'>) {}

  /** Of the last hour, unless told otherwise. */
  request({ since, until: to, dryRun = false }: WantedRun = {}): Promise<string> {
    const now = Date.now();
    return this.purser.running.app.get(CommandBus).execute(
      new RequestReconciliation({
        id: uuid(),
        since: since ?? new Date(now - HOUR_MS),
        until: to ?? new Date(now),
        dryRun,
        by: { kind: 'staff', name: 'Ana Ruiz' },
      }),
    );
  }

  get(id: string): Promise<ReconciliationWithFindings> {
    return this.purser.running.app.get(QueryBus).execute(new GetReconciliation(id, { limit: 200 }));
  }

  async over(id: string): Promise<ReconciliationWithFindings> {
    let run = await this.get(id);
    await untilWithin(
      OVER_WITHIN_MS,
      async () => {
        run = await this.get(id);
        return run.state === 'done' || run.state === 'failed';
      },
      () => `it isn’t over: ${JSON.stringify(run)}`,
    );
    return run;
  }

  async run(wanted: WantedRun = {}): Promise<ReconciliationWithFindings> {
    return this.over(await this.request(wanted));
  }
}
