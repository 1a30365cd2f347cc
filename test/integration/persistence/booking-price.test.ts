import { v7 as uuid } from 'uuid';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PriceLine } from '../../../src/domain/booking/price-line.js';
import type { UnitOfWork } from '../../../src/application/shared/unit-of-work.port.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ANA } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

let desk: DeskDatabase;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk.drop());

const LINES: readonly PriceLine[] = [
  { kind: 'service', description: 'Harbour tour', quantity: 2, unitAmount: usd(4500) },
  { kind: 'discount', description: 'Returning guest', quantity: 1, unitAmount: usd(1000) },
];

const cause = () => ({ by: ANA, at: new Date() });

describe('the price of a stored booking', () => {
  it('is the same after it was stored, line by line, also once it is cancelled and put back', async () => {
    const id = await register();
    await change(id, (booking) => booking.changePrice(LINES, cause()));
    expect((await load(id)).price.lines).toEqual(LINES);
    const terms = { fee: usd(500), holds: 'capture_fee', taken: 'refund' } as const;
    await change(id, (booking) =>
      booking.end('cancelled', { id: uuid(), terms, idOf: () => uuid() }, cause()),
    );
    expect(await load(id)).toMatchObject({ life: 'cancelled', total: usd(500) });
    await change(id, (booking) => booking.recordLife('scheduled', cause()));
    expect((await load(id)).price.lines).toEqual(LINES);
  });

  it('is told in SQL as rows, whether lines are stored or not', async () => {
    const [plain, lined] = [await register(), await register()];
    await change(lined, (booking) => booking.changePrice(LINES, cause()));
    expect(await linesOf(plain)).toEqual([['service', 'Harbour tour', '1', '10000']]);
    expect(await linesOf(lined)).toEqual([
      ['service', 'Harbour tour', '2', '4500'],
      ['discount', 'Returning guest', '1', '1000'],
    ]);
  });

  it('always adds up: PostgreSQL refuses lines of another sum, and a free booking that is still to take place', async () => {
    const id = await register();
    const lines = JSON.stringify([{ kind: 'extra', description: 'x', quantity: 1, unit_amount: 1 }]);
    await expect(
      desk.dataSource.query(`UPDATE bookings SET price_lines = $2 WHERE id = $1`, [id, lines]),
    ).rejects.toThrow(/bookings_price_adds_up/);
    await expect(desk.dataSource.query(`UPDATE bookings SET total = 0 WHERE id = $1`, [id])).rejects.toThrow(
      /bookings_total_check/,
    );
  });
});

it.each(['registered_at', 'starts_at', 'outstanding'])(
  'a list of what became of bookings, by %s, is read from an index',
  async (column) => {
    await desk.dataSource.transaction(async (manager) => {
      // So few rows are read faster without one.
      await manager.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off');
      const plan = await manager.query<Record<string, string>[]>(
        `EXPLAIN SELECT * FROM bookings WHERE life = 'cancelled' ORDER BY ${column} DESC, id DESC LIMIT 50`,
      );
      expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(`bookings_life_${column}`);
    });
  },
);

async function register(): Promise<string> {
  const id = uuid();
  await unitOfWork.run(async ({ bookings, customers }) => {
    const contact = { name: 'Grace Hopper', email: `${id}@example.com` };
    const customer = await customers.findOrAdd(uuid(), contact);
    const details = {
      id,
      reference: `HB-${id}`,
      customer: customer.id,
      contact,
      service: 'Harbour tour',
      startsAt: new Date('2026-12-01T10:00:00Z'),
      paymentOption: 'later',
      registeredAt: new Date(),
      registeredBy: ANA,
    } as const;
    await bookings.add(Booking.register(details, usd(10_000)));
  });
  return id;
}

function change(id: string, apply: (booking: Booking) => unknown): Promise<void> {
  return unitOfWork.run(async ({ bookings }) => {
    const booking = await bookings.lock(id);
    apply(booking);
    await bookings.save(booking);
  });
}

function load(id: string): Promise<Booking> {
  return unitOfWork.run(({ bookings }) => bookings.lock(id));
}

async function linesOf(id: string): Promise<unknown[]> {
  const rows = await desk.dataSource.query<Record<string, unknown>[]>(
    `SELECT kind, description, quantity, unit_amount FROM booking_price_lines WHERE booking_id = $1 ORDER BY position`,
    [id],
  );
  return rows.map((row) => Object.values(row));
}
