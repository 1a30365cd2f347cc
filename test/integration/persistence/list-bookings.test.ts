import { v7 as uuid } from 'uuid';
import {
  BOOKING_SORTS,
  ListBookings,
  type BookingCriteria,
} from '../../../src/application/booking/list-bookings.query.js';
import { CountBookingsHandler } from '../../../src/infrastructure/persistence/booking/count-bookings.handler.js';
import { ListBookingsHandler } from '../../../src/infrastructure/persistence/booking/list-bookings.handler.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

const NOW = new Date('2026-11-25T12:00:00Z');
const STATUSES = ['not_charged', 'authorized', 'charged_in_full'];

let desk: DeskDatabase;
let handler: ListBookingsHandler;
let counter: CountBookingsHandler;

beforeAll(async () => {
  desk = await deskDatabase();
  handler = new ListBookingsHandler(desk.dataSource, { now: () => NOW });
  counter = new CountBookingsHandler(desk.dataSource, { now: () => NOW });
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email) VALUES ($1, 'Grace Hopper', 'grace@example.com')`,
    [uuid()],
  );
  // Many share a sort key on purpose: paging must not lose or repeat any of them.
  await desk.dataSource.query(
    `INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined, hold_expires_at)
     SELECT gen_random_uuid(), 'HB-' || i, c.id, CASE WHEN i = 7 THEN 'Zoë O’Neill_50%' ELSE 'Guest ' || i END,
       'guest' || i || '@Example.com', 'Harbour tour', timestamptz '2026-11-20T10:00:00Z' + (i % 5) * interval '1 day',
       'later', timestamptz '2026-11-01T10:00:00.123Z' + (i % 7) * interval '1 ms', '{"kind":"system","name":"Purser"}',
       1, 'USD', 1000, 0, 0, 0, 0, 0, 0, 0, (i % 4) * 100, 0, 0, ($1::text[])[1 + i % 3], i = 11, false, i = 12,
       CASE i WHEN 13 THEN timestamptz '2026-11-26T12:00:00Z' WHEN 14 THEN timestamptz '2026-12-20T12:00:00Z' END
     FROM generate_series(1, 60) AS i, customers c`,
    [STATUSES],
  );
});
afterAll(() => desk.drop());

describe('the list of bookings', () => {
  it.each(BOOKING_SORTS)('pages through everything once by %s, and back again', async (sort) => {
    const all = await list({ sort, limit: 200 });
    expect(all.rows).toHaveLength(60);
    expect(all.nextCursor).toBeUndefined();
    expect(all.previousCursor).toBeUndefined();

    const forward = [];
    let page = await list({ sort, limit: 7 });
    forward.push(page);
    while (page.nextCursor) {
      page = await list({ sort, limit: 7, cursor: page.nextCursor });
      forward.push(page);
    }
    expect(forward.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(all.rows.map(({ id }) => id));

    let back = forward.length - 1;
    while (page.previousCursor) {
      page = await list({ sort, limit: 7, cursor: page.previousCursor });
      back -= 1;
      expect(page.rows).toEqual(forward[back]?.rows);
    }
    expect(back).toBe(0);
  });

  it.each([
    ['hb-42', ['HB-42']],
    ['ZOË', ['HB-7']],
    ['guest23@example', ['HB-23']],
    ['_50%', ['HB-7']],
    ['%', ['HB-7']],
    ['\\', []],
    ["'; --", []],
  ])('finds %s in any part, any case, as it is written', async (q, references) => {
    const { rows } = await list({ q });
    expect(rows.map(({ reference }) => reference)).toEqual(references);
  });

  it('filters by status, alone and with a search', async () => {
    const authorized = await list({ status: 'authorized', limit: 200 });
    expect(authorized.rows).toHaveLength(20);
    expect(new Set(authorized.rows.map(({ paymentStatus }) => paymentStatus))).toEqual(
      new Set(['authorized']),
    );
    const both = await list({ status: 'authorized', q: 'hb-1' });
    expect(both.rows.every(({ reference }) => reference.startsWith('HB-1'))).toBe(true);
  });

  it('shows what needs attention: doubt, declines, and holds that end within 48 hours', async () => {
    const { rows } = await list({ status: 'needs_attention' });
    expect(rows.map(({ reference }) => reference).sort()).toEqual(['HB-11', 'HB-12', 'HB-13']);
    expect(rows.find(({ reference }) => reference === 'HB-13')?.flags).toContain('hold_expiring');
    expect((await counter.execute()).needsAttention).toBe(3);
  });

  it('shows holds that end within 48 hours or should have ended, page by page', async () => {
    const { dataSource } = desk;
    const from = async (hours: number, reference: string) =>
      dataSource.query(
        `UPDATE bookings SET hold_expires_at = $2::timestamptz + make_interval(hours => $1) WHERE reference = $3`,
        [hours, NOW, reference],
      );
    await from(47, 'HB-16');
    await from(49, 'HB-19');
    await from(-5, 'HB-22');
    const first = await list({ status: 'hold_expiring', limit: 2 });
    const second = await list({ status: 'hold_expiring', limit: 2, cursor: first.nextCursor });
    expect(first.rows.map(({ reference }) => reference)).toEqual(['HB-13', 'HB-16']);
    expect(second.rows.map(({ reference }) => reference)).toEqual(['HB-22']);
    expect(second.nextCursor).toBeUndefined();
    expect((await counter.execute()).holdExpiring).toBe(3);
    await dataSource.query(
      `UPDATE bookings SET hold_expires_at = NULL WHERE reference IN ('HB-16', 'HB-19', 'HB-22')`,
    );
  });

  it('counts by status without counting', async () => {
    const { tallies } = await counter.execute();
    const byStatus = Object.fromEntries(
      tallies.map(({ paymentStatus, bookings }) => [paymentStatus, bookings]),
    );
    expect(byStatus).toEqual({ not_charged: 20, authorized: 20, charged_in_full: 20 });
  });

  it.each(['nonsense', 'e30', Buffer.from('["-registered_at","next","x","y"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(list({ cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
    },
  );

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = await list({ sort: 'starts_at', limit: 5 });
    await expect(list({ sort: 'outstanding', cursor: nextCursor })).rejects.toMatchObject({
      code: 'invalid_cursor',
    });
  });
});

function list(criteria: BookingCriteria) {
  return handler.execute(new ListBookings(criteria));
}
