import { v7 as uuid } from 'uuid';
import { GetDryRun } from '../../../src/application/rule/dry-run.query.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentData } from '../../../src/domain/payment/payment-data.js';
import type { RuleTask } from '../../../src/domain/rule/rule-task.js';
import { Money } from '../../../src/domain/shared/money.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { GetDryRunHandler } from '../../../src/infrastructure/persistence/rule/dry-run.handler.js';
import { LISBON_SETTINGS } from '../../support/application/business.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { AMEX, INSUFFICIENT_FUNDS, VISA } from '../../support/domain/an-intent.js';
import { ANA, hoursAfter, NOW } from '../../support/domain/causes.js';

let desk: DeskDatabase;
let customer: string;

beforeEach(async () => {
  desk = await deskDatabase();
  customer = uuid();
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email, primary_card) VALUES ($1, 'Mia', 'mia@example.com', $2)`,
    [customer, AMEX.id],
  );
  await desk.dataSource.query(`INSERT INTO stripe_customers (id, customer_id) VALUES ('cus_mia', $1)`, [
    customer,
  ]);
  for (const [card, hours] of [
    [AMEX, -100],
    [VISA, -90],
  ] as const)
    await desk.dataSource.query(
      `INSERT INTO cards (id, customer_id, stripe_customer, brand, last4, added_at)
       VALUES ($1, $2, 'cus_mia', $3, $4, $5)`,
      [card.id, customer, card.brand, card.last4, hoursAfter(NOW, hours)],
    );
});
afterEach(() => desk?.drop());

function aPayment(wanted: Partial<PaymentData>): PaymentData {
  const amount = Money.of(8000, 'USD');
  return {
    id: uuid(),
    kind: 'hold',
    state: 'authorized',
    amount,
    captured: Money.zero('USD'),
    refunds: [],
    disputes: [],
    paymentMethod: VISA.id,
    card: VISA,
    captureBefore: hoursAfter(NOW, 24 * 5),
    requestedAt: hoursAfter(NOW, -24),
    requestedBy: ANA,
    ...wanted,
  };
}

/** Of one booking with these payments; none: of what is there already. */
async function dryRunOf(
  task: RuleTask,
  payments: readonly PaymentData[] | undefined,
  { startsAt = hoursAfter(NOW, 24 * 4), page = {} }: { startsAt?: Date; page?: GetDryRun['page'] } = {},
) {
  if (payments) await addBooking(payments, startsAt);
  const handler = new GetDryRunHandler(desk.dataSource, LISBON_SETTINGS, { now: () => NOW });
  return handler.execute(new GetDryRun({ task, scope: { newBookingsOnly: false } }, page));
}

async function addBooking(payments: readonly PaymentData[], startsAt: Date): Promise<void> {
  const booking = Booking.restore({
    id: uuid(),
    reference: 'T-1',
    customer,
    contact: { name: 'Mia', email: 'mia@example.com' },
    service: 'Kayak tour',
    startsAt,
    paymentOption: 'later',
    registeredAt: hoursAfter(NOW, -48),
    registeredBy: ANA,
    total: Money.of(10_000, 'USD'),
    life: 'scheduled',
    version: 1,
    payments,
  });
  await new PostgresUnitOfWork(desk.dataSource).run(({ bookings }) => bookings.add(booking));
}

describe('a dry run', () => {
  it('shows the card that a hold is on, where that is renewed', async () => {
    const { rows } = await dryRunOf({ kind: 'reauthorize_holds', hours: 24 }, [aPayment({})]);
    expect(rows[0]).toMatchObject({ deed: 'renew', amount: 8000, card: { last4: VISA.last4 } });
  });

  it('shows the card that was declined, where that is asked again', async () => {
    const declined = aPayment({ kind: 'charge', state: 'declined', decline: INSUFFICIENT_FUNDS });
    const { rows } = await dryRunOf({ kind: 'retry_declined', afterHours: [48] }, [declined]);
    expect(rows).toMatchObject([{ deed: 'charge', amount: 8000, card: { last4: VISA.last4 } }]);
  });

  it('shows the primary card instead where that was added since', async () => {
    const requestedAt = hoursAfter(NOW, -120);
    const declined = aPayment({
      kind: 'charge',
      state: 'declined',
      decline: INSUFFICIENT_FUNDS,
      requestedAt,
    });
    const { rows } = await dryRunOf({ kind: 'retry_declined', afterHours: [144] }, [declined]);
    expect(rows).toMatchObject([{ card: { last4: AMEX.last4 } }]);
  });

  it('counts what two holds of a booking would take only once', async () => {
    const timing = { side: 'before', unit: 'hours', count: 24 } as const;
    const { rows, totals } = await dryRunOf({ kind: 'capture_holds', timing }, [aPayment({}), aPayment({})]);
    expect(rows.map(({ amount }) => amount).toSorted()).toEqual([2000, 8000]);
    expect(totals).toEqual([{ currency: 'USD', actions: 2, bookings: 1, amount: 10_000 }]);
  });

  it('shows each renewal of a hold within its time, up to a week after the start', async () => {
    // It lasts six days, so it is renewed every five: the last time within a week after the start, in four days.
    const { rows, totals } = await dryRunOf({ kind: 'reauthorize_holds', hours: 24 }, [aPayment({})]);
    expect(rows.map(({ due, isEstimate, amount }) => [due, isEstimate, amount])).toEqual([
      [hoursAfter(NOW, 24 * 4), false, 8000],
      [hoursAfter(NOW, 24 * 9), true, 8000],
    ]);
    expect(totals).toEqual([{ currency: 'USD', actions: 2, bookings: 1, amount: 8000 }]);
  });

  it('shows renewals as long as it looks ahead, page by page, for a booking far away', async () => {
    const startsAt = hoursAfter(NOW, 24 * 90);
    const task = { kind: 'reauthorize_holds', hours: 24 } as const;
    const { rows, nextCursor } = await dryRunOf(task, [aPayment({})], { startsAt, page: { limit: 4 } });
    const next = await dryRunOf(task, undefined, { page: { limit: 4, cursor: nextCursor } });
    expect([...rows, ...next.rows].map(({ due }) => due)).toEqual(
      [4, 9, 14, 19, 24, 29].map((days) => hoursAfter(NOW, 24 * days)),
    );
    expect(next.nextCursor).toBeUndefined();
  });

  it('leaves a hold that is due already out of what is to come', async () => {
    const short = aPayment({ captureBefore: hoursAfter(NOW, 40) });
    const { rows } = await dryRunOf({ kind: 'reauthorize_holds', hours: 72 }, [short]);
    expect(rows).toEqual([]);
  });

  it('foretells at most thirty renewals of renewals, however short a hold is', async () => {
    const requestedAt = hoursAfter(NOW, -1);
    const short = aPayment({ requestedAt, captureBefore: new Date(requestedAt.getTime() + 72 * 3_600_500) });
    const { totals } = await dryRunOf({ kind: 'reauthorize_holds', hours: 70 }, [short]);
    expect(totals).toEqual([{ currency: 'USD', actions: 31, bookings: 1, amount: 8000 }]);
  });
});
