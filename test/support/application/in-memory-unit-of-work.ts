import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as othersGoFirst } from 'node:timers/promises';
import type { BatchRepository } from '../../../src/application/batch/batch.repository.port.js';
import type { BookingRepository } from '../../../src/application/booking/booking.repository.port.js';
import type {
  CollectionMethodRepository,
  ListedMethod,
} from '../../../src/application/collection/collection-methods.port.js';
import type { CustomerLinkRepository } from '../../../src/application/customer-link/customer-link.repository.port.js';
import type { CustomerRepository } from '../../../src/application/customer/customer.repository.port.js';
import { CardSetupNotFound } from '../../../src/application/customer/card-setup-errors.js';
import type { CardSetup, CardSetupRepository } from '../../../src/application/customer/card-setup.js';
import type { Customer } from '../../../src/application/customer/customer.js';
import type {
  CustomerMerge,
  CustomerMergeRepository,
} from '../../../src/application/customer/customer-merge.repository.port.js';
import type { ContactInStripeRepository } from '../../../src/application/customer/contact-in-stripe.repository.port.js';
import type { CustomerNoteRepository } from '../../../src/application/customer/customer-note.repository.port.js';
import type { CustomerNote } from '../../../src/domain/customer/note.js';
import type { WalletRepository } from '../../../src/application/customer/wallet.repository.port.js';
import type { UnmatchedPaymentRepository } from '../../../src/application/payment/unmatched-payment.repository.port.js';
import {
  IdempotencyKeyReused,
  type DecisionLog,
  type Idempotency,
} from '../../../src/application/shared/decision-log.port.js';
import type { ExportRepository } from '../../../src/application/export/export.repository.port.js';
import type { ImportRepository } from '../../../src/application/import/import.repository.port.js';
import type { MailRepository } from '../../../src/application/mail/mail.repository.port.js';
import type { ReceiptBook } from '../../../src/application/receipt/receipt-book.port.js';
import { withReceipts } from '../../../src/application/receipt/receipts-with-bookings.js';
import type { SettingsRepository } from '../../../src/application/settings/settings.repository.port.js';
import type { JobQueue } from '../../../src/application/shared/job-queue.port.js';
import { UnitOfWork, type Transaction } from '../../../src/application/shared/unit-of-work.port.js';
import type { ChargeBatchData } from '../../../src/domain/batch/charge-batch.js';
import { CustomerLink, type CustomerLinkData } from '../../../src/domain/customer-link/customer-link.js';
import { LinkNotFound } from '../../../src/domain/customer-link/customer-link-errors.js';
import { BookingNotFound, ReferenceTaken } from '../../../src/domain/booking/booking-errors.js';
import type { BookingEvent } from '../../../src/domain/booking/booking-events.js';
import { Booking, type BookingData, type Contact } from '../../../src/domain/booking/booking.js';
import { attemptsOf } from '../../../src/domain/payment/card-retries.js';
import { ContactInStripe, type ContactInStripeData } from '../../../src/domain/customer/contact-in-stripe.js';
import { EmailTaken } from '../../../src/domain/customer/contact-correction.js';
import { CustomerNotFound } from '../../../src/domain/customer/wallet-errors.js';
import type { WalletEvent } from '../../../src/domain/customer/wallet-events.js';
import { Wallet, type WalletData } from '../../../src/domain/customer/wallet.js';
import { ExportNotFound } from '../../../src/domain/export/export-errors.js';
import { Export, type ExportData } from '../../../src/domain/export/export.js';
import { UnmatchedPaymentNotFound } from '../../../src/domain/payment/payment-errors.js';
import {
  UnmatchedPayment,
  type UnmatchedPaymentData,
} from '../../../src/domain/payment/unmatched-payment.js';
import { DEFAULT_SETTINGS, type DeskSettings } from '../../../src/domain/settings/desk-settings.js';
import { batchesIn, type StoredItem } from './in-memory-batches.js';
import { receiptsIn } from './in-memory-receipts.js';
import type { RuleRepository } from '../../../src/application/rule/rule.repository.port.js';
import type { RuleActionData } from '../../../src/domain/rule/rule-action.js';
import type { Presence } from '../../../src/domain/rule/rule-decision.js';
import { mergesIn, notesIn, type StoredCustomer } from './in-memory-merges.js';
import { importsIn, type StoredImport } from './in-memory-imports.js';
import { mailsIn, type StoredJob, type StoredMail } from './in-memory-mails.js';
import { rulesIn, type StoredRule } from './in-memory-rules.js';
import { RowLocks } from './row-locks.js';

const AS_IT_COMES = { version: 1, settings: DEFAULT_SETTINGS };

interface Tables {
  readonly bookings: Map<string, BookingData>;
  readonly customers: Map<string, StoredCustomer>;
  readonly wallets: Map<string, WalletData>;
  readonly contactsInStripe: Map<string, ContactInStripeData>;
  readonly merges: Map<string, CustomerMerge>;
  readonly notes: Map<string, CustomerNote>;
  readonly cardSetups: Map<string, CardSetup>;
  readonly unmatched: Map<string, UnmatchedPaymentData>;
  readonly links: Map<string, CustomerLinkData>;
  readonly decisions: Map<string, { fingerprint: string; subject: string }>;
  /** By their cause. */
  readonly mails: Map<string, StoredMail>;
  readonly exports: Map<string, ExportData>;
  /** One row: `desk`. */
  readonly settings: Map<string, { version: number; settings: DeskSettings }>;
  /** By their codes. */
  readonly collectionMethods: Map<string, ListedMethod>;
  /** Where those stand that were ever arranged. */
  readonly methodPlaces: Map<string, number>;
  readonly batches: Map<string, ChargeBatchData>;
  /** By their batch and position. */
  readonly batchItems: Map<string, StoredItem>;
  readonly rules: Map<string, StoredRule>;
  readonly ruleActions: Map<string, RuleActionData>;
  /** By booking. */
  readonly presences: Map<string, Presence>;
  readonly imports: Map<string, StoredImport>;
  readonly events: BookingEvent[];
  readonly jobs: StoredJob[];
  readonly customerEvents: WalletEvent[];
}

/**
 * Transactions over maps: each works on its own copy, which replaces the rows it changed when it ends well and is
 * forgotten when it throws. Rows are locked as PostgreSQL would, so that what happens at the same time waits.
 */
export class InMemoryUnitOfWork extends UnitOfWork {
  readonly stored: Tables = emptyTables();
  private readonly locks = new RowLocks();
  private readonly current = new AsyncLocalStorage<InMemoryTransaction>();
  private crashesAfter: number | undefined;
  private answersHeard = 0;
  private answersLost = 0;

  override async run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    if (this.isInTransaction) throw new Error('A transaction was opened within another.');
    return this.runOnce(work, false);
  }

  private async runOnce<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    isRepeated: boolean,
  ): Promise<Result> {
    const transaction = new InMemoryTransaction(this.stored, this.locks, isRepeated);
    let result: Result;
    try {
      result = await this.current.run(transaction, () => work(transaction));
      if (this.crashesAfter !== undefined && (this.crashesAfter -= 1) < 0)
        throw new Error('The database is gone.');
      transaction.commit();
    } finally {
      transaction.end();
    }
    if (this.answersHeard > 0) {
      this.answersHeard -= 1;
      return result;
    }
    if (this.answersLost === 0) return result;
    this.answersLost -= 1;
    return this.runOnce(work, true);
  }

  /** The next commits (but for the first `heard`) go through, and nobody hears of it: their work is run again. */
  loseAnswersToCommits(count: number, { heard = 0 } = {}): void {
    this.answersHeard = heard;
    this.answersLost = count;
  }

  /** Whether the caller runs within a transaction; others may at the same time. */
  get isInTransaction(): boolean {
    return this.current.getStore() !== undefined;
  }

  /** From then on nothing is stored any more, until `recover`. */
  crashAfter(transactions: number): void {
    this.crashesAfter = transactions;
  }

  comeBack(): void {
    this.crashesAfter = undefined;
  }
}

class InMemoryTransaction implements Transaction {
  private readonly changed = emptyTables();
  private readonly unlocks = new Map<string, () => void>();

  constructor(
    private readonly stored: Tables,
    private readonly locks: RowLocks,
    readonly isRepeated: boolean,
  ) {}

  /** Of bookings alone; whoever works in a transaction gets them with their receipts. */
  private readonly plain: BookingRepository = {
    add: async (booking) => {
      await this.lock(`reference ${booking.about.reference}`);
      const { reference } = booking.about;
      if ([...this.stored.bookings.values()].some((other) => other.reference === reference)) {
        throw new ReferenceTaken(reference);
      }
      this.write(booking);
    },
    addAll: async (bookings) => {
      for (const booking of bookings) await this.plain.add(booking);
    },
    lock: async (id) => {
      const booking = await this.plain.lockIfStored(id);
      if (!booking) throw new BookingNotFound(id);
      return booking;
    },
    lockIfStored: async (id) => {
      await this.lock(`booking ${id}`);
      const data = this.read('bookings', id);
      return data && Booking.restore(data);
    },
    lockByPayment: (payment) =>
      this.lockWhere((booking) => booking.payments.some(({ id }) => id === payment)),
    lockByPaymentIntent: (intent) =>
      this.lockWhere((booking) => booking.payments.some(({ paymentIntent }) => paymentIntent === intent)),
    attemptsElsewhere: async (booking, { paymentMethod, fingerprint }) => {
      const { customer } = booking.about;
      await this.lock(`cards of ${customer}`);
      return [...this.stored.bookings.values()]
        .filter((other) => other.customer === customer && other.id !== booking.id)
        .flatMap((other) => attemptsOf(other.payments))
        .filter(
          ({ paymentMethod: asked, card }) =>
            asked === paymentMethod ||
            card?.id === paymentMethod ||
            (fingerprint !== undefined && card?.fingerprint === fingerprint),
        );
    },
    save: async (booking) => {
      await othersGoFirst();
      if (!booking.hasChanged) return;
      if (!this.unlocks.has(`booking ${booking.id}`)) throw new Error('Saved without having been locked.');
      if (this.read('bookings', booking.id)?.version !== booking.versionBefore)
        throw new Error('An update was lost.');
      this.write(booking);
    },
  };

  readonly customers: CustomerRepository = {
    findOrAdd: async (id, contact: Contact) => {
      const email = contact.email.toLowerCase();
      await this.lock(`email ${email}`);
      const known = [...this.stored.customers.values()].find((each) => each.email.toLowerCase() === email);
      if (known) return this.customers.get(known.id);
      const customer: StoredCustomer = { id, ...contact, cards: [], stripeCustomers: [] };
      this.changed.customers.set(id, customer);
      return customer;
    },
    findOrAddAll: async (wanted) => {
      const ids = new Map<string, string>();
      for (const { id, contact } of wanted) {
        const email = contact.email.toLowerCase();
        const added = [...this.changed.customers.values()].find((each) => each.email.toLowerCase() === email);
        ids.set(contact.email, (added ?? (await this.customers.findOrAdd(id, contact))).id);
      }
      return ids;
    },
    recordImported: async (imported) => {
      for (const { customer: id, phone } of imported) {
        const customer = await this.customers.get(id);
        if (phone !== undefined) this.changed.customers.set(id, { ...customer, phone });
      }
    },
    get: async (id) => {
      await othersGoFirst();
      const customer = this.read('customers', id);
      if (!customer) throw new CustomerNotFound(id);
      return customer.mergedInto === undefined
        ? this.withCards(customer)
        : this.customers.get(customer.mergedInto);
    },
    findByStripeCustomer: async (stripeCustomer) => {
      await othersGoFirst();
      const found = [...this.stored.customers.values()].find(
        (each) => each.mergedInto === undefined && each.stripeCustomers.includes(stripeCustomer),
      );
      return found && this.withCards(found);
    },
    setStripeCustomer: async (id, stripeCustomer) => {
      await this.lock(`customer ${id}`);
      const customer = await this.customers.get(id);
      const main = customer.stripeCustomer ?? stripeCustomer;
      this.changed.customers.set(customer.id, {
        ...customer,
        stripeCustomer: main,
        stripeCustomers: [...new Set([...customer.stripeCustomers, stripeCustomer])],
      });
      return main;
    },
    correct: async (id, contact) => {
      await othersGoFirst();
      const email = contact.email.toLowerCase();
      const taken = [...new Map([...this.stored.customers, ...this.changed.customers]).values()].find(
        (each) => each.id !== id && each.email.toLowerCase() === email,
      );
      if (taken && taken.mergedInto !== id) throw new EmailTaken(contact.email, taken.id);
      const before = await this.customers.get(id);
      if (taken) this.changed.customers.set(taken.id, { ...taken, email: before.email });
      this.changed.customers.set(id, { ...before, ...contact });
    },
  };

  readonly contactsInStripe: ContactInStripeRepository = {
    lock: async (stripeCustomer) => {
      await this.lock(`contact ${stripeCustomer}`);
      const known = this.read('contactsInStripe', stripeCustomer);
      return known ? ContactInStripe.restore(known) : ContactInStripe.of(stripeCustomer);
    },
    save: async (contact) => {
      await othersGoFirst();
      const { stripeCustomer } = contact.toData();
      if (!this.unlocks.has(`contact ${stripeCustomer}`))
        throw new Error('Saved without having been locked.');
      this.changed.contactsInStripe.set(stripeCustomer, contact.toData());
    },
  };

  readonly wallets: WalletRepository = {
    lock: async (customer) => {
      await this.lock(`customer ${customer}`);
      const row = this.read('customers', customer);
      if (!row) throw new CustomerNotFound(customer);
      if (row.mergedInto !== undefined) return this.wallets.lock(row.mergedInto);
      return Wallet.restore(this.read('wallets', customer) ?? emptyWallet(customer));
    },
    save: async (wallet) => {
      await othersGoFirst();
      if (!this.unlocks.has(`customer ${wallet.customer}`))
        throw new Error('Saved without having been locked.');
      this.changed.wallets.set(wallet.customer, wallet.toData());
      const row = this.read('customers', wallet.customer);
      const stripeCustomer = wallet.primary?.stripeCustomer;
      if (row && stripeCustomer !== undefined) this.changed.customers.set(row.id, { ...row, stripeCustomer });
      this.changed.customerEvents.push(...wallet.events);
    },
    countUnderWay: async (customer, card) => {
      await othersGoFirst();
      return [...this.stored.bookings.values()]
        .filter((booking) => booking.customer === customer)
        .flatMap(({ payments }) => payments)
        .filter(({ paymentMethod, state }) => paymentMethod === card && UNDER_WAY.includes(state)).length;
    },
  };

  readonly merges: CustomerMergeRepository = mergesIn({
    lock: (row) => this.lock(row),
    rows: (table) =>
      [...new Map<string, unknown>([...this.stored[table], ...this.changed[table]]).values()] as never,
    write: (table, id, row) => void this.changed[table].set(id, row as never),
    correct: (id, contact) => this.customers.correct(id, contact),
  });

  readonly notes: CustomerNoteRepository = notesIn({
    lock: (row) => this.lock(row),
    find: (id) => this.read('notes', id),
    write: (note) => void this.changed.notes.set(note.id, note),
  });

  readonly cardSetups: CardSetupRepository = {
    findOrAdd: async (setup) => {
      await this.lock(`setup ${setup.id}`);
      const known = this.read('cardSetups', setup.id);
      if (!known) this.changed.cardSetups.set(setup.id, setup);
      return known ?? setup;
    },
    get: async (id) => {
      await othersGoFirst();
      const setup = this.read('cardSetups', id);
      if (!setup) throw new CardSetupNotFound(id);
      return setup;
    },
    find: async (ids) => {
      await othersGoFirst();
      return ids.flatMap((id) => this.read('cardSetups', id) ?? []);
    },
    latestOf: async (link) => {
      await othersGoFirst();
      return [...this.stored.cardSetups.values()].findLast((setup) => setup.link === link);
    },
    setCard: async (id, card) => {
      const setup = await this.cardSetups.get(id);
      this.changed.cardSetups.set(id, { ...setup, card });
    },
    setSession: async (id, session) => {
      const setup = await this.cardSetups.get(id);
      this.changed.cardSetups.set(id, { ...setup, session });
    },
  };

  readonly unmatched: UnmatchedPaymentRepository = {
    lock: async (id) => {
      const row = [...this.stored.unmatched.values()].find((each) => each.id === id);
      const found = row && (await this.unmatched.lockByPaymentIntent(row.payment.paymentIntent ?? ''));
      if (!found) throw new UnmatchedPaymentNotFound(id);
      return found;
    },
    lockByPaymentIntent: async (intent) => {
      await this.lock(`unmatched ${intent}`);
      const data = this.read('unmatched', intent);
      return data && UnmatchedPayment.restore(data);
    },
    findOrAdd: async (found) => {
      const known = await this.unmatched.lockByPaymentIntent(intentOf(found));
      if (!known) await this.unmatched.save(found);
      return known ?? found;
    },
    save: async (unmatched) => {
      await othersGoFirst();
      this.changed.unmatched.set(intentOf(unmatched), unmatched.toData());
    },
    hasOpen: async (customer, currency) => {
      await othersGoFirst();
      return [...this.stored.unmatched.values()].some(
        (data) =>
          data.customer === customer &&
          data.payment.amount.currency === currency &&
          UnmatchedPayment.restore(data).mayBeOwed,
      );
    },
  };

  readonly links: CustomerLinkRepository = {
    add: async (link) => {
      await this.lock(`link ${link.id}`);
      this.changed.links.set(link.id, link.toData());
    },
    find: async (id) => {
      await othersGoFirst();
      const data = this.read('links', id);
      return data && CustomerLink.restore(data);
    },
    findByToken: async (token) => {
      await othersGoFirst();
      const data = [...this.stored.links.values()].find((each) => each.token === token);
      return data && CustomerLink.restore(data);
    },
    lock: async (id) => {
      await this.lock(`link ${id}`);
      const data = this.read('links', id);
      if (!data) throw new LinkNotFound();
      return CustomerLink.restore(data);
    },
    lockUnstopped: async ({ booking, payment }) => {
      const found = [...this.stored.links.values()].filter(
        (each) => each.booking === booking && !each.stopped && (!payment || each.payment === payment),
      );
      const locked: CustomerLink[] = [];
      for (const { id } of found) locked.push(await this.links.lock(id));
      return locked;
    },
    save: async (link) => {
      await othersGoFirst();
      this.changed.links.set(link.id, link.toData());
    },
  };

  readonly decisions: DecisionLog = {
    claim: async ({ scope, key, fingerprint }: Idempotency, subject) => {
      const row = `decision ${scope} ${key}`;
      await this.lock(row);
      const known = this.read('decisions', row);
      if (!known) {
        this.changed.decisions.set(row, { fingerprint, subject });
        return undefined;
      }
      if (known.fingerprint !== fingerprint) throw new IdempotencyKeyReused(key);
      return known.subject;
    },
  };

  readonly mails: MailRepository = mailsIn({
    lock: async (cause) => {
      await this.lock(`mail ${cause}`);
      return this.read('mails', cause);
    },
    causeOf: (id) =>
      [...this.changed.mails, ...this.stored.mails].find(([, { data }]) => data.id === id)?.[0],
    write: (cause, mail) => void this.changed.mails.set(cause, mail),
    addJob: (job) => void this.changed.jobs.push(job),
  });

  readonly exports: ExportRepository = {
    add: async (wanted) => {
      await this.lock(`export ${wanted.id}`);
      if (!this.read('exports', wanted.id)) this.changed.exports.set(wanted.id, wanted.toData());
    },
    lock: async (id) => {
      await this.lock(`export ${id}`);
      const data = this.read('exports', id);
      if (!data) throw new ExportNotFound(id);
      return Export.restore(data);
    },
    save: async (changed) => {
      await othersGoFirst();
      this.changed.exports.set(changed.id, changed.toData());
    },
  };

  readonly receipts: ReceiptBook = receiptsIn({
    bookings: () => [...this.stored.bookings, ...this.changed.bookings].map(([, data]) => data),
    events: () => [...this.stored.events, ...this.changed.events],
  });

  readonly settings: SettingsRepository = {
    current: async () => {
      await othersGoFirst();
      return (this.read('settings', 'desk') ?? AS_IT_COMES).settings;
    },
    lock: async () => {
      await this.lock('settings');
      return this.read('settings', 'desk') ?? AS_IT_COMES;
    },
    save: async (settings) => {
      const { version } = await this.settings.lock();
      this.changed.settings.set('desk', { version: version + 1, settings });
    },
  };

  readonly bookings: BookingRepository = withReceipts(this.plain, this);

  readonly collectionMethods: CollectionMethodRepository = {
    lock: async () => {
      await this.lock('collection methods');
      const methods = new Map([...this.stored.collectionMethods, ...this.changed.collectionMethods]);
      const places = new Map([...this.stored.methodPlaces, ...this.changed.methodPlaces]);
      const place = ({ code }: ListedMethod) => places.get(code) ?? places.size;
      return [...methods.values()].sort((a, b) => place(a) - place(b));
    },
    arrange: async (methods) => {
      await othersGoFirst();
      for (const [at, { code }] of methods.entries()) this.changed.methodPlaces.set(code, at);
    },
    save: async ({ after }) => {
      await othersGoFirst();
      this.changed.collectionMethods.set(after.code, after);
    },
  };

  readonly batches: BatchRepository = batchesIn({
    lock: async (id) => {
      await this.lock(`batch ${id}`);
      return this.read('batches', id);
    },
    write: (batch) => void this.changed.batches.set(batch.id, batch),
    items: (batch) =>
      [...new Map([...this.stored.batchItems, ...this.changed.batchItems]).values()]
        .filter((item) => item.batch === batch)
        .toSorted((a, b) => a.position - b.position),
    writeItem: (item) => void this.changed.batchItems.set(`${item.batch} ${item.position}`, item),
    look: async ({ booking: id }) => {
      const data = this.read('bookings', id);
      if (!data) throw new BookingNotFound(id);
      const booking = Booking.restore(data);
      const customer = await this.customers.get(data.customer);
      const { card } = customer;
      return {
        booking,
        customer,
        attemptsElsewhere: card
          ? await this.bookings.attemptsElsewhere(booking, {
              paymentMethod: card.id,
              fingerprint: card.fingerprint,
            })
          : [],
        hasUnmatched: await this.unmatched.hasOpen(data.customer, booking.currency),
      };
    },
    bookings: () => [...this.stored.bookings.keys()],
    paymentState: (id) =>
      [...this.stored.bookings.values()].flatMap(({ payments }) => payments).find((each) => each.id === id)
        ?.state,
  });

  readonly rules: RuleRepository = rulesIn({
    lock: (row) => this.lock(row),
    rule: (id) => this.read('rules', id),
    rules: () => [...new Map([...this.stored.rules, ...this.changed.rules]).values()],
    writeRule: (rule) => void this.changed.rules.set(rule.data.id, rule),
    action: (id) => this.read('ruleActions', id),
    actions: () => [...new Map([...this.stored.ruleActions, ...this.changed.ruleActions]).values()],
    writeAction: (action) => void this.changed.ruleActions.set(action.id, action),
    bookings: () => [...this.stored.bookings.values()],
    events: () => this.stored.events,
    presence: (booking) => this.read('presences', booking),
  });

  readonly imports: ImportRepository = importsIn({
    lock: async (id) => {
      await this.lock(`import ${id}`);
      return this.read('imports', id);
    },
    read: (id) => this.read('imports', id),
    ids: () => [...this.stored.imports.keys()],
    write: (id, stored) => void this.changed.imports.set(id, stored),
    knownBookings: () =>
      [...this.stored.bookings.values()].map(({ contact, ...booking }) => ({ ...booking, ...contact })),
    knownCustomers: () => [...new Map([...this.stored.customers, ...this.changed.customers]).values()],
  });

  readonly jobs: JobQueue = {
    add: async (name, data, options) => {
      await othersGoFirst();
      this.changed.jobs.push({ name, data, ...options });
    },
  };

  commit(): void {
    for (const [id, row] of this.changed.bookings) this.stored.bookings.set(id, row);
    for (const [id, row] of this.changed.customers) this.stored.customers.set(id, row);
    for (const [id, row] of this.changed.wallets) this.stored.wallets.set(id, row);
    for (const [id, row] of this.changed.contactsInStripe) this.stored.contactsInStripe.set(id, row);
    for (const [id, row] of this.changed.merges) this.stored.merges.set(id, row);
    for (const [id, row] of this.changed.notes) this.stored.notes.set(id, row);
    for (const [id, row] of this.changed.cardSetups) this.stored.cardSetups.set(id, row);
    for (const [id, row] of this.changed.links) this.stored.links.set(id, row);
    for (const [id, row] of this.changed.unmatched) this.stored.unmatched.set(id, row);
    for (const [id, row] of this.changed.decisions) this.stored.decisions.set(id, row);
    for (const [cause, row] of this.changed.mails) this.stored.mails.set(cause, row);
    for (const [id, row] of this.changed.exports) this.stored.exports.set(id, row);
    for (const [id, row] of this.changed.settings) this.stored.settings.set(id, row);
    for (const [id, row] of this.changed.imports) this.stored.imports.set(id, row);
    for (const [code, row] of this.changed.collectionMethods) this.stored.collectionMethods.set(code, row);
    for (const [code, at] of this.changed.methodPlaces) this.stored.methodPlaces.set(code, at);
    for (const [id, row] of this.changed.batches) this.stored.batches.set(id, row);
    for (const [key, row] of this.changed.batchItems) this.stored.batchItems.set(key, row);
    for (const [id, row] of this.changed.rules) this.stored.rules.set(id, row);
    for (const [id, row] of this.changed.ruleActions) this.stored.ruleActions.set(id, row);
    this.stored.events.push(...this.changed.events);
    this.stored.jobs.push(...this.changed.jobs);
    this.stored.customerEvents.push(...this.changed.customerEvents);
  }

  end(): void {
    for (const unlock of this.unlocks.values()) unlock();
  }

  /** As the repositories give them: the cards are kept apart. */
  private withCards(customer: StoredCustomer): Customer {
    const { cards, primary, refused } = this.read('wallets', customer.id) ?? emptyWallet(customer.id);
    const sorted = cards.toSorted((a, b) => Number(b.id === primary) - Number(a.id === primary));
    return { ...customer, card: refused ?? sorted[0], cards: sorted };
  }

  private async lockWhere(matches: (booking: BookingData) => boolean): Promise<Booking | undefined> {
    const found = [...this.stored.bookings.values()].find(matches);
    return found && this.bookings.lock(found.id);
  }

  private write(booking: Booking): void {
    this.changed.bookings.set(booking.id, booking.toData());
    this.changed.events.push(...booking.events);
  }

  private read<Table extends Exclude<keyof Tables, 'events' | 'jobs' | 'customerEvents'>>(
    table: Table,
    id: string,
  ): ReturnType<Tables[Table]['get']> {
    const rows = this.changed[table].get(id) ?? this.stored[table].get(id);
    return rows as ReturnType<Tables[Table]['get']>;
  }

  private async lock(row: string): Promise<void> {
    await othersGoFirst();
    if (!this.unlocks.has(row)) this.unlocks.set(row, await this.locks.lock(row));
  }
}

const UNDER_WAY: readonly string[] = ['requested', 'processing', 'in_doubt', 'requires_action'];

function emptyWallet(customer: string): WalletData {
  return { customer, version: 1, looks: 0, cards: [], requests: [] };
}

function emptyTables(): Tables {
  return {
    bookings: new Map(),
    customers: new Map(),
    wallets: new Map(),
    contactsInStripe: new Map(),
    merges: new Map(),
    notes: new Map(),
    cardSetups: new Map(),
    unmatched: new Map(),
    links: new Map(),
    decisions: new Map(),
    mails: new Map(),
    exports: new Map(),
    settings: new Map(),
    collectionMethods: new Map(),
    methodPlaces: new Map(),
    batches: new Map(),
    batchItems: new Map(),
    rules: new Map(),
    ruleActions: new Map(),
    presences: new Map(),
    imports: new Map(),
    events: [],
    jobs: [],
    customerEvents: [],
  };
}

/** Rows are unique by it. */
function intentOf(unmatched: UnmatchedPayment): string {
  return unmatched.toData().payment.paymentIntent ?? '';
}
