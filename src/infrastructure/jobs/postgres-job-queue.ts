import type PgBoss from 'pg-boss';
import type { EntityManager } from 'typeorm';
import type { JobData, JobName, JobQueue } from '../../application/shared/job-queue.port.js';
import { inTransaction } from './pg-boss.js';

/** Adds jobs within one transaction. */
export class PostgresJobQueue implements JobQueue {
  /** The queues that got any. */
  readonly added = new Set<JobName>();

  constructor(
    private readonly boss: PgBoss,
    private readonly manager: EntityManager,
  ) {}

  async add<Name extends JobName>(
    name: Name,
    data: JobData[Name],
    { at, isUrgent = false }: { readonly at?: Date; readonly isUrgent?: boolean } = {},
  ): Promise<void> {
    const priority = isUrgent ? 1 : 0;
    const id = await this.boss.send(name, data, {
      startAfter: at,
      priority,
      db: inTransaction(this.manager),
    });
    if (id === null) throw new Error(`There is no queue “${name}”: the database’s schema is not up to date.`);
    this.added.add(name);
  }
}
