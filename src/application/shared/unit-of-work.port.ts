import type { BatchRepository } from '../batch/batch.repository.port.js';
import type { BookingRepository } from '../booking/booking.repository.port.js';
import type { CollectionMethodRepository } from '../collection/collection-methods.port.js';
import type { CardSetupRepository } from '../customer/card-setup.js';
import type { ContactInStripeRepository } from '../customer/contact-in-stripe.repository.port.js';
import type { CustomerLinkRepository } from '../customer-link/customer-link.repository.port.js';
import type { CustomerMergeRepository } from '../customer/customer-merge.repository.port.js';
import type { CustomerNoteRepository } from '../customer/customer-note.repository.port.js';
import type { CustomerRepository } from '../customer/customer.repository.port.js';
import type { ExportRepository } from '../export/export.repository.port.js';
import type { ImportRepository } from '../import/import.repository.port.js';
import type { MailRepository } from '../mail/mail.repository.port.js';
import type { WalletRepository } from '../customer/wallet.repository.port.js';
import type { UnmatchedPaymentRepository } from '../payment/unmatched-payment.repository.port.js';
import type { ReceiptBook } from '../receipt/receipt-book.port.js';
import type { RuleRepository } from '../rule/rule.repository.port.js';
import type { SettingsRepository } from '../settings/settings.repository.port.js';
import type { DecisionLog } from './decision-log.port.js';
import type { JobQueue } from './job-queue.port.js';

/** What one transaction can reach. */
export interface Transaction {
  readonly bookings: BookingRepository;
  readonly customers: CustomerRepository;
  readonly wallets: WalletRepository;
  readonly contactsInStripe: ContactInStripeRepository;
  readonly merges: CustomerMergeRepository;
  readonly notes: CustomerNoteRepository;
  readonly cardSetups: CardSetupRepository;
  readonly unmatched: UnmatchedPaymentRepository;
  readonly links: CustomerLinkRepository;
  readonly decisions: DecisionLog;
  readonly mails: MailRepository;
  readonly exports: ExportRepository;
  readonly receipts: ReceiptBook;
  readonly settings: SettingsRepository;
  readonly collectionMethods: CollectionMethodRepository;
  readonly batches: BatchRepository;
  readonly rules: RuleRepository;
  readonly imports: ImportRepository;
  readonly jobs: JobQueue;
  /** This very work may have been stored by an earlier run, whose COMMIT was never answered. */
  readonly isRepeated: boolean;
}

/**
 * One database transaction: all of `work` is stored, or none. It is never held open while Stripe is asked.
 * A lost race for a row (deadlock, serialization) is run again, and so is work whose connection died, even if it died
 * while COMMIT was under way: `work` must have no other effects, and know its own traces by the ids it was given.
 * Throws StorageUnavailable when no connection can be had for a while.
 */
export abstract class UnitOfWork {
  abstract run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
