import { Readable } from 'node:stream';
import {
  RequestExport,
  RequestExportHandler,
} from '../../../src/application/export/request-export.command.js';
import {
  ExportFiles,
  ExportLost,
  type ExportPiece,
} from '../../../src/application/export/export-files.port.js';
import { ExportSource, type ExportRecord } from '../../../src/application/export/export-source.port.js';
import { EXPORT_COLUMNS } from '../../../src/application/export/export-columns.js';
import { ExportTotals } from '../../../src/application/export/export-totals.js';
import { WriteExport, WriteExportHandler } from '../../../src/application/export/write-export.command.js';
import { CsvWriter, Decimal, type CsvValue } from '../../../src/application/shared/csv.port.js';
import { InMemoryUnitOfWork } from '../../support/application/in-memory-unit-of-work.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { ANA } from '../../support/domain/causes.js';

let unitOfWork: InMemoryUnitOfWork;
let files: FilesInMemory;
let clock: SettableClock;
let writer: WriteExportHandler;

beforeEach(() => {
  unitOfWork = new InMemoryUnitOfWork();
  files = new FilesInMemory(unitOfWork);
  clock = new SettableClock();
  writer = new WriteExportHandler(unitOfWork, new ThreeRefunds(), files, new PlainCsv(), clock);
});

describe('asking for an export', () => {
  it('stores one export and one job, though the answer to its commit is lost', async () => {
    unitOfWork.loseAnswersToCommits(1);
    expect(await request('e1', 'key')).toBe('e1');
    expect(await request('e2', 'key')).toBe('e1');
    expect([...unitOfWork.stored.exports.keys()]).toEqual(['e1']);
    expect(unitOfWork.stored.jobs).toEqual([{ name: 'write-export', data: { export: 'e1' } }]);
  });
});

describe('writing an export', () => {
  it('writes the names of the columns and all rows, and adds them up by currency', async () => {
    await request('e1');
    await writer.execute(new WriteExport('e1', 'a1'));
    expect(files.texts).toEqual([EXPORT_COLUMNS.refunds.map(({ name }) => name).join(), 'USD USD', 'JPY']);
    expect(stored()).toMatchObject({
      state: 'ready',
      written: {
        totals: [
          { currency: 'USD', rows: 2, amounts: { amount: 300n, given_back: 100n } },
          { currency: 'JPY', rows: 1, amounts: { amount: 5000n, given_back: 5000n } },
        ],
      },
    });
  });

  it.each([0, 1])('goes on as the same attempt when the answer to commit %s is lost', async (heard) => {
    await request('e1');
    unitOfWork.loseAnswersToCommits(1, { heard });
    await writer.execute(new WriteExport('e1', 'a1'));
    expect(stored()).toMatchObject({ state: 'ready', attempts: 1 });
    expect(files.texts).toHaveLength(3);
    // The first, and one look again.
    expect(unitOfWork.stored.jobs).toHaveLength(2);
  });

  it('leaves a look again that finds it where the process died', async () => {
    await request('e1');
    files.dies = true;
    await expect(writer.execute(new WriteExport('e1', 'a1'))).rejects.toThrow('The database is gone.');
    unitOfWork.comeBack();
    files.dies = false;
    expect(stored()).toMatchObject({ state: 'running' });
    const look = unitOfWork.stored.jobs.at(-1);
    clock.pass(((look?.at?.getTime() ?? 0) - clock.now().getTime()) / 1000);
    await writer.execute(new WriteExport('e1', 'a2'));
    expect(stored()).toMatchObject({ state: 'ready', attempts: 2 });
    expect(files.texts).toHaveLength(3);
  });
});

it('adds up beyond what a number can count', () => {
  const totals = new ExportTotals('refunds');
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  const records = [refund(most, 'USD'), refund(most, 'USD'), refund(3n, 'USD')];
  expect([...totals.adding(records)]).toEqual(records);
  expect(totals.rows).toBe(3);
  expect(totals.all[0]?.amounts.amount).toBe(2n * most + 3n);
});

function request(id: string, key = 'key'): Promise<string> {
  const business = { timeZone: 'Europe/Lisbon' } as ConstructorParameters<typeof RequestExportHandler>[1];
  const wanted = { id, kind: 'refunds', filter: {}, period: {}, by: ANA } as const;
  return new RequestExportHandler(unitOfWork, business, clock).execute(
    new RequestExport(wanted, { scope: 'test', key, fingerprint: 'refunds' }),
  );
}

function stored() {
  return unitOfWork.stored.exports.get('e1');
}

function refund(amount: bigint, currency: string, givenBack = amount): ExportRecord {
  const fields: Readonly<Record<string, CsvValue>> = {
    currency,
    amount: Decimal.ofMinorUnits(amount, currency),
    given_back: Decimal.ofMinorUnits(givenBack, currency),
  };
  return EXPORT_COLUMNS.refunds.map(({ name }) => fields[name]);
}

class ThreeRefunds extends ExportSource {
  read(): AsyncIterable<Iterable<ExportRecord>> {
    const batches = [[refund(100n, 'USD'), refund(200n, 'USD', 0n)], [refund(5000n, 'JPY')]];
    return Readable.from(batches) as AsyncIterable<Iterable<ExportRecord>>;
  }
}

/** Of names the names, of rows the currencies. */
class PlainCsv extends CsvWriter {
  write(records: Iterable<readonly CsvValue[]>): string {
    const currency = EXPORT_COLUMNS.refunds.findIndex(({ name }) => name === 'currency');
    return Array.from(records, (record) => {
      const texts = record.map((field) => (typeof field === 'string' ? field : ''));
      return texts.includes('currency') ? texts.join() : texts[currency];
    }).join(' ');
  }
}

class FilesInMemory extends ExportFiles {
  private pieces: ExportPiece[] = [];
  dies = false;

  constructor(private readonly unitOfWork: InMemoryUnitOfWork) {
    super();
  }

  get texts(): string[] {
    return this.pieces.map(({ text }) => text);
  }

  append(id: string, attempt: string, piece: ExportPiece): Promise<void> {
    if (this.unitOfWork.stored.exports.get(id)?.attempt?.id !== attempt)
      return Promise.reject(new ExportLost('Another attempt writes.'));
    if (piece.position === 0) this.pieces = [];
    this.pieces.push(piece);
    if (!this.dies) return Promise.resolve();
    this.unitOfWork.crashAfter(0);
    return Promise.reject(new Error('The process is gone.'));
  }

  stayAlive(): Promise<void> {
    return Promise.resolve();
  }

  read(): AsyncIterable<Uint8Array> {
    throw new Error('Nobody reads it here.');
  }
}
