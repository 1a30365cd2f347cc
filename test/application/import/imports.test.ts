import { Booking } from '../../../src/domain/booking/booking.js';
import { ImportsDesk } from '../../support/application/imports-desk.js';
import { ANA, BEN, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

const HEAD = 'reference,name,email,phone,service,starts_at,total,currency,payment_option';
const line = (
  reference: string,
  { email = 'nora@example.com', total = '185.50', option = '', starts = '2027-05-01 18:30' } = {},
) => `${reference},Nora Lindqvist,${email},,Sailing,${starts},${total},USD,${option}`;
const file = (...lines: string[]) => [HEAD, ...lines].join('\n');
const many = (count: number) =>
  file(...Array.from({ length: count }, (_, nth) => line(`M-${nth}`, { email: `m${nth % 7}@example.com` })));

describe('importing bookings', () => {
  test('writes those that are new, says where from, asks Stripe for nothing, and moves no money', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1'), line('A-2', { option: 'pre_authorize' })));
    await desk.work();
    expect(desk.rows()).toEqual(['2 new', '3 new']);
    expect(desk.bookings).toEqual([]);
    await desk.start();
    await desk.work();
    expect(desk.rows()).toEqual(['2 new true', '3 new true']);
    expect(desk.booking('A-1').about).toMatchObject({
      paymentOption: 'later',
      registeredBy: ANA,
      startsAt: new Date('2027-05-01T17:30:00Z'),
    });
    expect(desk.booking('A-2').about.paymentOption).toBe('pre_authorize');
    expect(desk.booking('A-1').about.customer).toBe(desk.booking('A-2').about.customer);
    expect(desk.unitOfWork.stored.events).toMatchObject([
      {
        type: 'booking_registered',
        total: usd(18_550),
        imported: { import: 'import-1', file: 'bookings.csv', row: 2 },
      },
      { type: 'booking_registered', imported: { row: 3 } },
    ]);
    expect(desk.import().data).toMatchObject({ state: 'done', written: 2 });
    expect(desk.bookings.flatMap(({ payments }) => payments)).toEqual([]);
    expect(
      [...desk.unitOfWork.stored.customers.values()].map(({ stripeCustomer }) => stripeCustomer),
    ).toEqual([undefined]);
  });

  test('the same file again finds everything here already, and starts nothing', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1'), line('A-2')));
    await desk.work();
    await desk.start();
    await desk.work();
    await desk.upload(file(line('A-1'), line('A-2')), { id: 'import-2' });
    await desk.work();
    expect(desk.rows('import-2')).toEqual(['2 same', '3 same']);
    await expectLaterRefused(desk.start({ id: 'import-2' }), 'nothing_to_import');
    expect(desk.bookings).toHaveLength(2);
  });

  test('never changes what is here: another total for a known reference is said, and left alone', async () => {
    const desk = new ImportsDesk();
    await given(desk, 'A-1', usd(10_000));
    await desk.upload(file(line('A-1'), line('A-2')));
    await desk.work();
    expect(desk.rows()).toEqual(['2 differs', '3 new']);
    expect(desk.import().rows[0]?.differences).toContainEqual({
      field: 'total',
      here: '100.00 USD',
      file: '185.50 USD',
    });
    await desk.start();
    await desk.work();
    expect(desk.booking('A-1').amounts.total).toEqual(usd(10_000));
    expect(desk.booking('A-1').version).toBe(1);
    expect(desk.import().data).toMatchObject({ state: 'done', written: 1, counts: { differs: 1, new: 1 } });
  });

  test('rows that are twice in the file name each other, and charge_now is refused for what is new', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1'), line('A-2', { option: 'charge_now' }), line('A-1', { total: '5' })));
    await desk.work();
    expect(desk.rows()).toEqual([
      '2 error reference is in row 4 of this file too',
      expect.stringMatching(/^3 error payment_option can’t be charge_now: an import never takes money/),
      '4 error reference is in row 2 of this file too',
    ]);
    await expectLaterRefused(desk.start(), 'rows_with_errors', { rows: 3 });
    await expectLaterRefused(desk.start({ leaveOut: 3 }), 'nothing_to_import');
  });

  test('leaves out rows with errors only when that is said, and writes the others', async () => {
    const desk = new ImportsDesk();
    await desk.upload(
      file(line('A-1'), line('A-2', { total: 'much' }), 'too,many,cells,in,this,row,1,USD,,x'),
    );
    await desk.work();
    expect(desk.rows()[2]).toMatch(/^4 error row has 10 cells, but only 9 columns have a name/);
    await expectLaterRefused(desk.start({ leaveOut: 1 }), 'rows_with_errors', { rows: 2 });
    await desk.start({ leaveOut: 2 });
    await desk.work();
    expect(desk.bookings.map(({ about }) => about.reference)).toEqual(['A-1']);
  });

  test('asks what the dates mean, and reads the file anew once that is said', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1', { starts: '03/04/2026 10:00' }), line('A-2')));
    await desk.work();
    const { version, questions } = desk.import().data;
    expect(questions).toEqual(['dates']);
    await expectLaterRefused(desk.read({ dates: 'day_first' }, version - 1), 'import_changed');
    await desk.read({ dates: 'day_first' }, version);
    await expectLaterRefused(desk.start(), 'import_state', { state: 'checking' });
    await desk.work();
    expect(desk.import().data).toMatchObject({ questions: [], counts: { new: 2 } });
    await desk.start();
    await desk.work();
    expect(desk.booking('A-1').about.startsAt).toEqual(new Date('2026-04-03T09:00:00Z'));
  });

  test('a check of what was to be understood before is forgotten', async () => {
    const desk = new ImportsDesk();
    await desk.upload(many(1200));
    await desk.work(1);
    await desk.read({ columns: [{ field: 'reference', header: 'reference' }] });
    await desk.work();
    expect(desk.import().data).toMatchObject({ state: 'ready', checked: 1200, counts: { error: 1200 } });
    await expectLaterRefused(desk.read({ columns: [{ field: 'name', header: 'nom' }] }), 'columns_refused');
  });
});

describe('an import of many rows', () => {
  test('goes on in steps, and a step that is done twice, or late, writes nothing twice', async () => {
    const desk = new ImportsDesk();
    await desk.upload(many(600));
    await desk.work();
    await Promise.all([desk.start({ key: 'a' }), desk.start({ key: 'a' })]);
    await expectLaterRefused(desk.start({ key: 'b' }), 'import_state', { state: 'running' });
    const [first] = await desk.work(1);
    expect(desk.bookings).toHaveLength(250);
    if (!first) throw new Error('Nothing was started.');
    await Promise.all([desk.handle(first), desk.work(1), desk.handle(first)]);
    expect(desk.bookings).toHaveLength(500);
    await desk.work();
    await desk.handle(first);
    expect(desk.bookings).toHaveLength(600);
    expect(desk.import().data).toMatchObject({ state: 'done', written: 600 });
    expect(desk.unitOfWork.stored.jobs.filter(({ name }) => name === 'write-import')).toHaveLength(3);
  });

  test('survives answers to its commits that are lost, at every step', async () => {
    const desk = new ImportsDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.upload(many(300));
    for (const step of [() => desk.work(1), () => desk.start(), () => desk.work(1), () => desk.work(1)]) {
      desk.unitOfWork.loseAnswersToCommits(1);
      await step();
    }
    await desk.work();
    expect(desk.bookings).toHaveLength(300);
    expect(desk.import().data).toMatchObject({ state: 'done', written: 300 });
  });

  test('goes on where it was after a crash in the middle', async () => {
    const desk = new ImportsDesk();
    await desk.upload(many(600));
    await desk.work();
    await desk.start();
    desk.unitOfWork.crashAfter(1);
    await expect(desk.work()).rejects.toThrow('The database is gone.');
    expect(desk.bookings).toHaveLength(250);
    desk.unitOfWork.comeBack();
    const [job] = desk.unitOfWork.stored.jobs.slice(-1);
    if (job) await desk.handle(job);
    await desk.work();
    expect(desk.bookings).toHaveLength(600);
    expect(new Set(desk.bookings.map(({ about }) => about.reference)).size).toBe(600);
  });

  test('that is stopped keeps what was written, and says how much', async () => {
    const desk = new ImportsDesk();
    await desk.upload(many(600));
    await desk.work();
    await desk.start();
    await desk.work(1);
    await desk.cancel();
    await desk.cancel();
    await desk.work();
    expect(desk.bookings).toHaveLength(250);
    expect(desk.import().data).toMatchObject({ state: 'canceled', written: 250 });
    await desk.upload(many(600), { id: 'import-2' });
    await desk.work();
    expect(desk.import('import-2').data.counts).toMatchObject({ same: 250, new: 350 });
  });

  test('finds a reference that somebody took since the check, and leaves that booking as it is', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1'), line('A-2')));
    await desk.work();
    await given(desk, 'A-1', usd(500));
    await desk.start();
    await desk.work();
    expect(desk.rows()).toEqual(['2 differs false', '3 new true']);
    expect(desk.booking('A-1').amounts.total).toEqual(usd(500));
  });
});

describe('the rows of an import', () => {
  const DAY = 24 * 60 * 60;

  test('are kept for 30 days after the last thing that happened to it; what came of them stays', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1')));
    await desk.work();
    desk.clock.pass(29 * DAY);
    expect(await desk.forgetRows()).toBe(false);
    await desk.start();
    await desk.work();
    desk.clock.pass(30 * DAY - 1);
    expect(await desk.forgetRows()).toBe(false);
    desk.clock.pass(1);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.forgetRows();
    expect(desk.import()).toMatchObject({
      rows: [],
      data: { state: 'done', written: 1, counts: { new: 1 }, rowsRemovedAt: desk.clock.now() },
    });
    expect(desk.import().events.filter((type) => type === 'import_rows_removed')).toHaveLength(1);
    expect(desk.bookings).toHaveLength(1);
    expect(await desk.forgetRows()).toBe(false);
  });

  test('go with an import that nobody started, which is stopped by that', async () => {
    const desk = new ImportsDesk();
    await desk.upload(file(line('A-1')));
    await desk.work();
    desk.clock.pass(30 * DAY);
    expect(await desk.forgetRows()).toBe(true);
    expect(desk.import()).toMatchObject({ rows: [], data: { state: 'canceled', written: 0 } });
    await expectLaterRefused(desk.start(), 'import_state', { state: 'canceled' });
  });
});

describe('importing customers', () => {
  const customers = (...lines: string[]) => ['name,email,phone', ...lines].join('\n');

  test('adds new ones, completes those without a phone number, and changes nobody', async () => {
    const desk = new ImportsDesk();
    await desk.unitOfWork.run(async ({ customers: table }) => {
      await table.findOrAdd('c1', { name: 'Mia Wong', email: 'mia@example.com' });
      await table.findOrAdd('c2', { name: 'Leo Brand', email: 'leo@example.com', phone: '1' });
    });
    const text = customers(
      'Mia Wong,MIA@example.com,22',
      'Leo Brand,leo@example.com,2',
      'Nora,nora@example.com,',
    );
    await desk.upload(text, { kind: 'customers' });
    await desk.work();
    expect(desk.rows()).toEqual(['2 completes', '3 differs', '4 new']);
    await desk.start();
    await desk.work();
    expect(desk.rows()).toEqual(['2 completes true', '3 differs', '4 new true']);
    expect([...desk.unitOfWork.stored.customers.values()].map(({ name, phone }) => [name, phone])).toEqual([
      ['Mia Wong', '22'],
      ['Leo Brand', '1'],
      ['Nora', undefined],
    ]);
    await desk.upload(text, { kind: 'customers', id: 'import-2' });
    await desk.work();
    expect(desk.rows('import-2')).toEqual(['2 same', '3 differs', '4 same']);
  });

  test('the same address twice is an error that names both rows', async () => {
    const desk = new ImportsDesk();
    await desk.upload(customers('Nora,nora@example.com,', 'Nora,Nora@Example.com,'), { kind: 'customers' });
    await desk.work();
    expect(desk.rows()).toEqual([
      '2 error email is in row 3 of this file too',
      '3 error email is in row 2 of this file too',
    ]);
  });
});

async function given(desk: ImportsDesk, reference: string, total: ReturnType<typeof usd>): Promise<void> {
  const contact = { name: 'Nora Lindqvist', email: 'nora@example.com' };
  await desk.unitOfWork.run(async ({ bookings, customers }) => {
    const customer = await customers.findOrAdd('c-given', contact);
    await bookings.add(
      Booking.register(
        {
          id: `given-${reference}`,
          reference,
          customer: customer.id,
          contact,
          service: 'Sailing',
          startsAt: new Date('2027-05-01T17:30:00Z'),
          paymentOption: 'later',
          registeredAt: NOW,
          registeredBy: BEN,
        },
        total,
      ),
    );
  });
}
