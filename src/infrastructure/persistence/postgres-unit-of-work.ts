import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError, type DataSource } from 'typeorm';
import type { JobName } from '../../application/shared/job-queue.port.js';
import { withReceipts } from '../../application/receipt/receipts-with-bookings.js';
import { UnitOfWork, type Transaction } from '../../application/shared/unit-of-work.port.js';
import type PgBoss from 'pg-boss';
import { JobSignals } from '../jobs/job-signals.js';
import { createBoss } from '../jobs/pg-boss.js';
import { PostgresJobQueue } from '../jobs/postgres-job-queue.js';
import { PostgresBatchRepository } from './batch/postgres-batch-repository.js';
import { PostgresBookingRepository } from './booking/postgres-booking-repository.js';
import { PostgresCollectionMethodRepository } from './collection/postgres-collection-method-repository.js';
import { PostgresCardSetupRepository } from './customer/postgres-card-setup-repository.js';
import { PostgresContactInStripeRepository } from './customer/postgres-contact-in-stripe-repository.js';
import { PostgresCustomerMergeRepository } from './customer/postgres-customer-merge-repository.js';
import { PostgresCustomerNoteRepository } from './customer/postgres-customer-note-repository.js';
import { PostgresCustomerRepository } from './customer/postgres-customer-repository.js';
import { PostgresWalletRepository } from './customer/postgres-wallet-repository.js';
import { PostgresCustomerLinkRepository } from './customer-link/postgres-customer-link-repository.js';
import { PostgresDecisionLog } from './decision/postgres-decision-log.js';
import { PostgresExportRepository } from './export/postgres-export-repository.js';
import { despiteLostConnections } from './lost-connections.js';
import { PostgresImportRepository } from './import/postgres-import-repository.js';
import { PostgresMailRepository } from './mail/postgres-mail-repository.js';
import { PostgresReceiptBook } from './receipt/postgres-receipt-book.js';
import { PostgresRuleRepository } from './rule/postgres-rule-repository.js';
import { PostgresSettingsRepository } from './settings/postgres-settings-repository.js';
import { PostgresUnmatchedPaymentRepository } from './unmatched/postgres-unmatched-payment-repository.js';

/** serialization_failure and deadlock_detected: PostgreSQL rolled back, and the same work may go through next time. */
const LOST_RACES = ['40001', '40P01'];
const TRIES = 5;
/**
 * Nobody waits for ever for a row that an instance which lost its network holds, and such an instance loses it in turn.
 * For this transaction only, so that a transaction-pooling proxy may stand between; told at once, as it comes first in each.
 */
const TERMS = `SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  SET LOCAL lock_timeout = '5s'; SET LOCAL idle_in_transaction_session_timeout = '30s'`;

/** One READ COMMITTED transaction: rows that matter are locked before they are read. */
export class PostgresUnitOfWork extends UnitOfWork {
  private readonly boss: PgBoss;

  constructor(
    private readonly dataSource: DataSource,
    private readonly signals = new JobSignals(),
  ) {
    super();
    this.boss = createBoss(dataSource);
  }

  run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return despiteLostConnections((isRepeated) => this.despiteLostRaces(work, isRepeated));
  }

  private async despiteLostRaces<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    isRepeated: boolean,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.committed(work, isRepeated);
      } catch (error) {
        if (attempt === TRIES || !isLostRace(error)) throw error;
        await pause(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  private async committed<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    isRepeated: boolean,
  ): Promise<Result> {
    let added: ReadonlySet<JobName> = new Set();
    const result = await this.dataSource.transaction(async (manager) => {
      await manager.query(TERMS);
      const jobs = new PostgresJobQueue(this.boss, manager);
      added = jobs.added;
      const mails = new PostgresMailRepository(manager, jobs);
      const settings = new PostgresSettingsRepository(manager);
      const receipts = new PostgresReceiptBook(manager);
      return work({
        bookings: withReceipts(new PostgresBookingRepository(manager), { mails, settings, receipts }),
        customers: new PostgresCustomerRepository(manager),
        wallets: new PostgresWalletRepository(manager),
        contactsInStripe: new PostgresContactInStripeRepository(manager),
        merges: new PostgresCustomerMergeRepository(manager),
        notes: new PostgresCustomerNoteRepository(manager),
        cardSetups: new PostgresCardSetupRepository(manager),
        unmatched: new PostgresUnmatchedPaymentRepository(manager),
        links: new PostgresCustomerLinkRepository(manager),
        decisions: new PostgresDecisionLog(manager),
        exports: new PostgresExportRepository(manager),
        mails,
        receipts,
        settings,
        collectionMethods: new PostgresCollectionMethodRepository(manager),
        batches: new PostgresBatchRepository(manager),
        rules: new PostgresRuleRepository(manager),
        imports: new PostgresImportRepository(manager),
        jobs,
        isRepeated,
      });
    });
    this.signals.committed(added);
    return result;
  }
}

function isLostRace(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: string };
  return code !== undefined && LOST_RACES.includes(code);
}
