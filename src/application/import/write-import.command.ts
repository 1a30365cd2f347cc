import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ReferenceTaken } from '../../domain/booking/booking-errors.js';
import { Booking } from '../../domain/booking/booking.js';
import type { ImportOrigin } from '../../domain/import/import-origin.js';
import type { Import } from '../../domain/import/import.js';
import type { BookingRow } from '../../domain/import/read-row.js';
import { judgeBooking, judgeCustomer } from '../../domain/import/verdict.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { RowToWrite, WrittenRow } from './import.repository.port.js';

const ROWS_A_STEP = 250;
/** So often a step finds that somebody took one of its references between its look and its writing. */
const TRIES = 5;

/**
 * Writes some more rows of an import, and has the next ones written after that. A step is stored whole, with what became
 * of each of its rows, so one that was done before does nothing. No money moves, and Stripe isn't asked: whoever first
 * charges a customer makes them known there.
 */
export class WriteImport extends Command<void> {
  constructor(
    readonly id: string,
    readonly after: number,
    readonly newId: () => string,
  ) {
    super();
  }
}

@CommandHandler(WriteImport)
export class WriteImportHandler implements ICommandHandler<WriteImport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(step: WriteImport): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.unitOfWork.run((transaction) => this.write(transaction, step));
      } catch (error) {
        // The booking that took the reference is found by the next look.
        if (!(error instanceof ReferenceTaken) || attempt === TRIES) throw error;
      }
    }
  }

  private async write(transaction: Transaction, { id, after, newId }: WriteImport): Promise<void> {
    const { imports, jobs } = transaction;
    const imported = await imports.lockIfStored(id);
    if (imported?.state !== 'running' || imported.writtenTo !== after) return;
    const rows =
      imported.kind === 'bookings'
        ? await this.writeBookings(transaction, imported, newId)
        : await this.writeCustomers(transaction, imported, newId);
    await imports.saveWritten(id, rows);
    const to = rows.at(-1)?.number ?? after;
    imported.recordWritten(rows.filter(({ written }) => written).length, to);
    if (rows.length < ROWS_A_STEP)
      imported.recordAllWritten((await imports.summary(id)).counts, { by: SYSTEM, at: this.clock.now() });
    else await jobs.add('write-import', { import: id, after: to });
    await imports.save(imported);
  }

  private async writeBookings(
    { imports, bookings, customers }: Transaction,
    imported: Import,
    newId: () => string,
  ): Promise<WrittenRow[]> {
    const rows = await imports.bookingsToWrite(imported.id, imported.writtenTo, ROWS_A_STEP);
    const known = await imports.knownBookings(rows.map(({ row }) => row.reference));
    const fresh = rows.filter(({ row }) => !known.has(row.reference));
    const contacts = fresh.map(({ number, row: { name, email, phone } }) => ({
      number,
      id: newId(),
      contact: { name, email, phone },
    }));
    const ids = await customers.findOrAddAll(contacts);
    await customers.recordImported(
      contacts
        .filter(({ id, contact }) => ids.get(contact.email) === id)
        .map(({ number, id }) => ({ customer: id, origin: originOf(imported, number) })),
      { by: imported.by, at: this.clock.now() },
    );
    const made = new Map(fresh.map((each) => [each.number, this.register(each, imported, ids, newId())]));
    await bookings.addAll([...made.values()]);
    return rows.map(({ number, row }) => {
      const booking = made.get(number);
      if (booking) return { number, subject: booking.id, written: true, verdict: 'new', differences: [] };
      const here = known.get(row.reference);
      return { number, subject: here?.id ?? '', written: false, ...judgeBooking(row, here) };
    });
  }

  private register(
    { number, row }: RowToWrite<BookingRow>,
    imported: Import,
    customers: ReadonlyMap<string, string>,
    id: string,
  ): Booking {
    const { reference, name, email, phone, service, startsAt, total, paymentOption = 'later' } = row;
    const customer = customers.get(email);
    if (customer === undefined) throw new Error(`The customer of row ${number} was not made.`);
    const contact = { name, email, phone };
    const about = { id, customer, reference, contact, service, startsAt, paymentOption };
    return Booking.register(
      { ...about, registeredAt: this.clock.now(), registeredBy: imported.by },
      total,
      originOf(imported, number),
    );
  }

  private async writeCustomers(
    { imports, customers }: Transaction,
    imported: Import,
    newId: () => string,
  ): Promise<WrittenRow[]> {
    const rows = await imports.customersToWrite(imported.id, imported.writtenTo, ROWS_A_STEP);
    const wanted = rows.map(({ number, row }) => ({ number, id: newId(), row, contact: row }));
    const ids = await customers.findOrAddAll(wanted);
    const known = await imports.knownCustomers(rows.map(({ row }) => row.email));
    const written = wanted.map(({ number, id, row }): WrittenRow => {
      const subject = ids.get(row.email) ?? id;
      if (subject === id) return { number, subject, written: true, verdict: 'new', differences: [] };
      const judgement = judgeCustomer(row, known.get(row.email));
      return { number, subject, written: judgement.verdict === 'completes', ...judgement };
    });
    const phones = new Map(rows.map(({ number, row }) => [number, row.phone]));
    await customers.recordImported(
      written
        .filter((each) => each.written)
        .map(({ number, subject, verdict }) => ({
          customer: subject,
          origin: originOf(imported, number),
          phone: verdict === 'completes' ? phones.get(number) : undefined,
        })),
      { by: imported.by, at: this.clock.now() },
    );
    return written;
  }
}

function originOf({ id, file }: Import, row: number): ImportOrigin {
  return { import: id, file: file.name, row };
}
