import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ImportKind } from '../../domain/import/import-fields.js';
import type { Import } from '../../domain/import/import.js';
import {
  readBooking,
  readCustomer,
  type ImportReading,
  type RowError,
  type RowRules,
} from '../../domain/import/read-row.js';
import { judgeBooking, judgeCustomer, type Judgement } from '../../domain/import/verdict.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { EmailRule } from '../shared/email-rule.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { UploadedRow } from './csv-files.port.js';
import type { CheckedRow, ImportRepository } from './import.repository.port.js';

const ROWS_A_STEP = 500;

const NEVER_CHARGES: RowError = {
  field: 'payment_option',
  message:
    'can’t be charge_now: an import never takes money. Write later or pre_authorize, and charge the bookings once they are here',
};

/**
 * Looks at some more rows of an import, and has the next ones looked at after that. One that was done before, or is
 * about what isn't wanted any more, does nothing.
 */
export class CheckImport extends Command<void> {
  constructor(
    readonly id: string,
    readonly version: number,
    readonly after: number,
  ) {
    super();
  }
}

@CommandHandler(CheckImport)
export class CheckImportHandler implements ICommandHandler<CheckImport> {
  private readonly rules: RowRules;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    { timeZone }: BusinessSettings,
    emails: EmailRule,
    gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {
    this.rules = {
      timeZone,
      isEmail: (text) => emails.isEmail(text),
      requireAcceptable: (amount) => gateway.requireAcceptable(amount),
    };
  }

  async execute({ id, version, after }: CheckImport): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const { imports, jobs } = transaction;
      const imported = await imports.lockIfStored(id);
      const isDue =
        imported?.state === 'checking' && imported.version === version && imported.checkedTo === after;
      if (!isDue) return;
      const rows = await imports.uploadedRows(id, after, ROWS_A_STEP);
      const { headers } = imported.file;
      const fitting = rows.filter(({ cells }) => cells.length <= headers.length);
      await imports.saveChecked(id, [
        ...(await this.check(imported, fitting, imports)),
        ...rows.filter((row) => !fitting.includes(row)).map((row) => tooWide(row, headers.length)),
      ]);
      const to = rows.at(-1)?.number ?? after;
      imported.recordChecked(rows.length, to);
      if (rows.length < ROWS_A_STEP) await this.finish(imported, transaction);
      else await jobs.add('check-import', { import: id, version, after: to });
      await imports.save(imported);
    });
  }

  private check(
    { kind, reading }: Import,
    rows: readonly UploadedRow[],
    imports: ImportRepository,
  ): Promise<CheckedRow[]> {
    return kind === 'bookings'
      ? this.checkBookings(rows, reading, imports)
      : this.checkCustomers(rows, reading, imports);
  }

  private async checkBookings(
    rows: readonly UploadedRow[],
    reading: ImportReading,
    imports: ImportRepository,
  ): Promise<CheckedRow[]> {
    const read = rows.map(({ number, cells }) => ({ number, ...readBooking(cells, reading, this.rules) }));
    const known = await imports.knownBookings(
      read.flatMap((each) => ('row' in each ? [each.row.reference] : [])),
    );
    return read.map((each) => {
      if (!('row' in each)) return withErrors(each.number, each.errors);
      const { number, row } = each;
      const here = known.get(row.reference);
      const judgement = judgeBooking(row, here);
      if (judgement.verdict === 'new' && row.paymentOption === 'charge_now')
        return { ...withErrors(number, [NEVER_CHARGES]), key: row.reference };
      return judged(number, row.reference, row, judgement, here?.id);
    });
  }

  private async checkCustomers(
    rows: readonly UploadedRow[],
    reading: ImportReading,
    imports: ImportRepository,
  ): Promise<CheckedRow[]> {
    const read = rows.map(({ number, cells }) => ({ number, ...readCustomer(cells, reading, this.rules) }));
    const known = await imports.knownCustomers(
      read.flatMap((each) => ('row' in each ? [each.row.email] : [])),
    );
    return read.map((each) => {
      if (!('row' in each)) return withErrors(each.number, each.errors);
      const { number, row } = each;
      const here = known.get(row.email);
      return judged(number, row.email.toLowerCase(), row, judgeCustomer(row, here), here?.id);
    });
  }

  private async finish(imported: Import, { imports }: Transaction): Promise<void> {
    const duplicates = await imports.duplicates(imported.id);
    await imports.addErrors(
      imported.id,
      duplicates.map((duplicate) => ({
        number: duplicate.number,
        error: twice(imported.kind, duplicate.other),
      })),
    );
    const { counts, questions } = await imports.summary(imported.id);
    imported.recordAllChecked(counts, questions, { by: SYSTEM, at: this.clock.now() });
  }
}

function tooWide({ number, cells }: UploadedRow, width: number): CheckedRow {
  const message = `has ${cells.length} cells, but only ${width} columns have a name: put a cell with a comma or semicolon in it in quotation marks`;
  return withErrors(number, [{ field: 'row', message }]);
}

function withErrors(number: number, errors: readonly RowError[]): CheckedRow {
  return { number, verdict: 'error', errors, differences: [] };
}

function judged(
  number: number,
  key: string,
  row: CheckedRow['row'],
  judgement: Judgement,
  subject: string | undefined,
): CheckedRow {
  return { number, key, row, ...judgement, errors: [], ...(subject === undefined ? {} : { subject }) };
}

function twice(kind: ImportKind, other: number): RowError {
  return kind === 'bookings'
    ? { field: 'reference', message: `is in row ${other} of this file too` }
    : { field: 'email', message: `is in row ${other} of this file too` };
}
