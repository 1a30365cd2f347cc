import { IMPORT_STATES, IMPORT_TRANSITIONS } from '../../../src/domain/import/import-states.js';
import { Import, NO_ROWS, type VerdictCounts } from '../../../src/domain/import/import.js';
import { ANA, byAna, byBen, bySystem } from '../../support/domain/causes.js';
import { expectRefused } from '../../support/domain/refusals.js';

const FILE = { name: 'bookings.csv', sha256: 'abc', headers: ['a', 'b'], delimiter: ',' as const, rows: 3 };

function uploaded(): Import {
  return Import.upload(
    { id: 'i1', kind: 'bookings', file: FILE, reading: { columns: { reference: 0 } } },
    byAna,
  );
}

function checked(counts: Partial<VerdictCounts>): Import {
  const imported = uploaded();
  imported.recordChecked(3, 4);
  imported.recordAllChecked({ ...NO_ROWS, ...counts }, [], bySystem);
  return imported;
}

describe('an import', () => {
  test('is checked, started once, and written to its end', () => {
    const imported = checked({ new: 2, same: 1 });
    imported.start(0, byBen);
    expectRefused(() => imported.start(0, byAna), 'import_state', { state: 'running' });
    imported.recordWritten(2, 3);
    imported.recordAllWritten({ ...NO_ROWS, new: 2, same: 1 }, bySystem);
    expect(imported.toData()).toMatchObject({
      state: 'done',
      written: 2,
      uploadedBy: ANA,
      startedBy: byBen.by,
    });
    expect(imported.events.map(({ type }) => type)).toEqual([
      'import_uploaded',
      'import_checked',
      'import_started',
      'import_finished',
    ]);
  });

  test('isn’t started while rows have errors, unless all of them are left out on purpose', () => {
    const imported = checked({ new: 1, error: 2 });
    for (const leftOut of [0, 1, 3])
      expectRefused(() => imported.start(leftOut, byAna), 'rows_with_errors', { rows: 2 });
    expect(imported.state).toBe('ready');
    imported.start(2, byAna);
    expect(imported.state).toBe('running');
  });

  test('isn’t started when there is nothing to write', () => {
    expectRefused(() => checked({ same: 2, differs: 1 }).start(0, byAna), 'nothing_to_import');
  });

  test('that is to be understood otherwise is checked from its first row, and what was seen before is stale', () => {
    const imported = checked({ error: 3 });
    const seen = imported.version;
    imported.read({ columns: { reference: 1 }, dates: 'day_first' }, byBen);
    expect(imported.toData()).toMatchObject({
      state: 'checking',
      checked: 0,
      checkedTo: 1,
      counts: undefined,
    });
    expectRefused(() => imported.expectVersion(seen), 'import_changed');
    imported.expectVersion(seen + 1);
  });

  test('keeps what came of its rows when they are removed, and is stopped where nobody went on with it', () => {
    const done = Import.restore({ ...checked({ new: 1 }).toData(), state: 'done', written: 1 });
    done.forgetRows(bySystem);
    done.forgetRows(byBen);
    expect(done.toData()).toMatchObject({
      state: 'done',
      written: 1,
      counts: { new: 1 },
      rowsRemovedAt: bySystem.at,
    });
    expect(done.events.map(({ type }) => type)).toEqual(['import_rows_removed']);
    const left = checked({ new: 1 });
    left.forgetRows(bySystem);
    expect(left.state).toBe('canceled');
    expectRefused(() => left.start(0, byAna), 'import_state', { state: 'canceled' });
  });

  test('names the columns that don’t fit the file', () => {
    const read = (columns: object) => () => checked({}).read({ columns }, byAna);
    expectRefused(read({ reference: 2 }), 'columns_refused', { field: 'reference' });
    expectRefused(read({ reference: 0, name: 0 }), 'columns_refused', { field: 'name' });
    expectRefused(read({ colour: 0 }), 'columns_refused', { field: 'colour' });
    expectRefused(() => checked({}).read({ columns: {}, currency: 'US' }, byAna), 'unknown_currency');
  });

  test.each(IMPORT_STATES.map((state) => [state]))('that is %s does only what its state allows', (state) => {
    const as = () => Import.restore({ ...checked({ new: 1 }).toData(), state });
    const moves = {
      checking: () => as().read({ columns: {} }, byAna),
      ready: () => as().recordAllChecked(NO_ROWS, [], bySystem),
      running: () => as().start(0, byAna),
      done: () => as().recordAllWritten(NO_ROWS, bySystem),
      canceled: () => as().cancel(byAna),
    };
    for (const to of IMPORT_STATES) {
      if (IMPORT_TRANSITIONS[state].includes(to)) expect(moves[to]).not.toThrow();
      else expectRefused(moves[to], 'import_state', { state });
    }
  });
});
