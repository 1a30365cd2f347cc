import { CancelImport, CancelImportHandler } from '../../../src/application/import/cancel-import.command.js';
import {
  ChangeImportReading,
  ChangeImportReadingHandler,
} from '../../../src/application/import/change-import-reading.command.js';
import { CheckImport, CheckImportHandler } from '../../../src/application/import/check-import.command.js';
import { ForgetImportRowsHandler } from '../../../src/application/import/forget-import-rows.command.js';
import type { WantedReading } from '../../../src/application/import/import-columns.js';
import { StartImport, StartImportHandler } from '../../../src/application/import/start-import.command.js';
import {
  UploadImport,
  UploadImportHandler,
  type NewImport,
} from '../../../src/application/import/upload-import.command.js';
import { WriteImport, WriteImportHandler } from '../../../src/application/import/write-import.command.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import { CsvParseFiles } from '../../../src/infrastructure/imports/csv-parse-files.js';
import { ANA } from '../domain/causes.js';
import { LISBON_SETTINGS } from './business.js';
import { FakeStripe } from './fake-stripe.js';
import { InMemoryUnitOfWork } from './in-memory-unit-of-work.js';
import { SettableClock } from './settable-clock.js';

type Job = InMemoryUnitOfWork['stored']['jobs'][number];

/** Imports with everything around them in memory. Jobs are done when told. */
export class ImportsDesk {
  readonly clock = new SettableClock();
  readonly unitOfWork = new InMemoryUnitOfWork();
  readonly stripe = new FakeStripe(this.clock, () => this.unitOfWork.isInTransaction, 3600);
  private readonly emails = { isEmail: (text: string) => /^[^@\s]+@[^@\s]+$/.test(text) };
  private done = 0;
  private ids = 0;

  upload(text: string, wanted: Partial<NewImport> = {}): Promise<string> {
    const handler = new UploadImportHandler(this.unitOfWork, new CsvParseFiles(), this.clock);
    const { id = 'import-1', ...rest } = wanted;
    return handler.execute(
      new UploadImport({
        id,
        kind: 'bookings',
        fileName: 'bookings.csv',
        content: Buffer.from(text),
        by: ANA,
        ...rest,
      }),
    );
  }

  read(reading: WantedReading, version?: number, id = 'import-1'): Promise<void> {
    const handler = new ChangeImportReadingHandler(this.unitOfWork, this.clock);
    return handler.execute(new ChangeImportReading(id, reading, ANA, version));
  }

  start({
    leaveOut = 0,
    key = 'start',
    version = undefined as number | undefined,
    id = 'import-1',
  } = {}): Promise<void> {
    const idempotency = { scope: 'test', key: `${id} ${key}`, fingerprint: String(leaveOut) };
    return new StartImportHandler(this.unitOfWork, this.clock).execute(
      new StartImport({ id, decision: key, leaveOut, by: ANA, idempotency, expectedVersion: version }),
    );
  }

  cancel(id = 'import-1'): Promise<void> {
    return new CancelImportHandler(this.unitOfWork, this.clock).execute(new CancelImport(id, ANA));
  }

  forgetRows(): Promise<boolean> {
    return new ForgetImportRowsHandler(this.unitOfWork, this.clock).execute();
  }

  /** Does the jobs that wait, and those that they add, but not more than `most`. Those that it did. */
  async work(most = Infinity): Promise<Job[]> {
    const did: Job[] = [];
    while (did.length < most) {
      const job = this.unitOfWork.stored.jobs[this.done];
      if (!job) break;
      this.done += 1;
      await this.handle(job);
      did.push(job);
    }
    return did;
  }

  async handle({ name, data }: Job): Promise<void> {
    const { import: id, version, after } = data as { import: string; version: number; after: number };
    if (name === 'check-import') {
      const { unitOfWork, emails, stripe, clock } = this;
      const handler = new CheckImportHandler(unitOfWork, LISBON_SETTINGS, emails, stripe, clock);
      return handler.execute(new CheckImport(id, version, after));
    }
    const handler = new WriteImportHandler(this.unitOfWork, this.clock);
    return handler.execute(new WriteImport(id, after, () => `new-${(this.ids += 1)}`));
  }

  import(id = 'import-1') {
    const stored = this.unitOfWork.stored.imports.get(id);
    if (!stored) throw new Error(`There is no import ${id}.`);
    return stored;
  }

  rows(id = 'import-1') {
    return this.import(id).rows.map(({ number, verdict, written, errors = [] }) => {
      const said = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
      return [number, verdict, written ?? said].filter((each) => each !== '').join(' ');
    });
  }

  get bookings(): Booking[] {
    return [...this.unitOfWork.stored.bookings.values()].map((data) => Booking.restore(data));
  }

  booking(reference: string): Booking {
    const found = this.bookings.find(({ about }) => about.reference === reference);
    if (!found) throw new Error(`There is no booking ${reference}.`);
    return found;
  }
}
