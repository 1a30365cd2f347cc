import { v7 as uuid } from 'uuid';
import {
  ChargeNextInBatch,
  ChargeNextInBatchHandler,
} from '../../../src/application/batch/charge-next-in-batch.command.js';
import { ExamineBatchHandler } from '../../../src/application/batch/examine-batch.command.js';
import { MakeBatch, MakeBatchHandler } from '../../../src/application/batch/make-batch.command.js';
import { StartBatch, StartBatchHandler } from '../../../src/application/batch/start-batch.command.js';
import { StopBatch, StopBatchHandler } from '../../../src/application/batch/stop-batch.command.js';
import { ChargeBookingHandler } from '../../../src/application/payment/charge-booking.command.js';
import { PaymentSender } from '../../../src/application/payment/payment-sender.js';
import { RequestPayment } from '../../../src/application/payment/request-payment.js';
import type { Transaction, UnitOfWork } from '../../../src/application/shared/unit-of-work.port.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentState } from '../../../src/domain/payment/payment-transitions.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { FakeStripe } from '../../support/application/fake-stripe.js';
import { withChanged } from '../../support/application/rules-desk.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { VISA } from '../../support/domain/an-intent.js';
import { ANA, BEN, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { until } from '../../support/until.js';

const clock = new SettableClock();

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;
let stripe: FakeStripe;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk?.drop());

beforeEach(() => {
  stripe = new FakeStripe(clock, () => false, 86_400);
});

/** A running batch of two bookings. */
async function aRunningBatch() {
  const bookings = [await aBooking(), await aBooking()];
  const batch = uuid();
  const examination = new ExamineBatchHandler(unitOfWork, stripe, clock);
  const idempotency = { scope: 'console', key: batch, fingerprint: batch };
  await new MakeBatchHandler(unitOfWork, examination, clock).execute(
    new MakeBatch({ id: batch, selection: { bookings }, by: ANA, idempotency }),
  );
  await new StartBatchHandler(unitOfWork, clock).execute(new StartBatch(batch, undefined, ANA));
  return { batch, first: bookings[0] };
}

async function aBooking(): Promise<string> {
  const [id, customer] = [uuid(), uuid()];
  const stripeCustomer = `cus_${customer}`;
  const contact = { name: 'Mia', email: `${customer}@example.com` };
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email, stripe_customer) VALUES ($1, $2, $3, $4)`,
    [customer, contact.name, contact.email, stripeCustomer],
  );
  await desk.dataSource.query(`INSERT INTO stripe_customers (id, customer_id) VALUES ($1, $2)`, [
    stripeCustomer,
    customer,
  ]);
  await desk.dataSource.query(
    `INSERT INTO cards (id, customer_id, stripe_customer, brand, last4, added_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [`pm_${customer}`, customer, stripeCustomer, VISA.brand, VISA.last4, NOW],
  );
  const booking = Booking.restore({
    id,
    reference: `T-${id}`,
    customer,
    contact,
    service: 'Kayak tour',
    startsAt: hoursAfter(NOW, 48),
    paymentOption: 'later',
    registeredAt: NOW,
    registeredBy: ANA,
    total: usd(1000),
    life: 'scheduled',
    version: 1,
    payments: [],
  });
  await unitOfWork.run(({ bookings }) => bookings.add(booking));
  return id;
}

/** The first lane's turn; `between`: after its turn has come, before its payment is decided on. */
function chargeNext(
  batch: string,
  deciding: UnitOfWork,
  between: () => Promise<void> = () => Promise.resolve(),
) {
  const sender = new PaymentSender(stripe, unitOfWork, clock);
  const charging = new ChargeBookingHandler(new RequestPayment(deciding, sender, stripe, clock));
  const asleep: Pick<ChargeBookingHandler, 'execute'> = {
    execute: async (command) => {
      await between();
      return charging.execute(command);
    },
  };
  return new ChargeNextInBatchHandler(unitOfWork, asleep as ChargeBookingHandler, clock).execute(
    new ChargeNextInBatch(batch, { lane: 0, turn: 1 }),
  );
}

function stop(batch: string): Promise<void> {
  return new StopBatchHandler(unitOfWork, clock).execute(new StopBatch(batch, BEN));
}

async function paymentsOf(booking: string | undefined): Promise<PaymentState[]> {
  const rows = await desk.dataSource.query<{ state: PaymentState }[]>(
    `SELECT state FROM payments WHERE booking_id = $1`,
    [booking],
  );
  return rows.map(({ state }) => state);
}

async function stepsOf(batch: string): Promise<string[]> {
  const rows = await desk.dataSource.query<{ step: string }[]>(
    `SELECT step FROM charge_batch_items WHERE batch_id = $1 ORDER BY position`,
    [batch],
  );
  return rows.map(({ step }) => step);
}

/** Decisions are made up to where they are stored, and wait there. */
function heldUp(reached: () => void, goOn: Promise<void>): UnitOfWork {
  const save = (real: Transaction['bookings']) =>
    Object.assign(Object.create(real) as Transaction['bookings'], {
      save: async (booking: Booking) => {
        reached();
        await goOn;
        await real.save(booking);
      },
    });
  return {
    run: (work) =>
      unitOfWork.run((transaction) =>
        work(withChanged(transaction, { bookings: save(transaction.bookings) })),
      ),
  };
}

it('a stop that was answered before the decision keeps it from being made', async () => {
  const { batch, first } = await aRunningBatch();
  await chargeNext(batch, unitOfWork, () => stop(batch));
  expect(await paymentsOf(first)).toEqual([]);
  expect(stripe.asked('charge')).toEqual([]);
  expect(await stepsOf(batch)).toEqual(['stopped', 'stopped']);
});

it('a stop that comes while a decision is being stored is answered once that is, and lets it end', async () => {
  const { batch, first } = await aRunningBatch();
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  let isReached = false;
  const charged = chargeNext(
    batch,
    heldUp(() => (isReached = true), gate),
  );
  await until(() => Promise.resolve(isReached));
  let isStopped = false;
  const stopped = stop(batch).then(() => (isStopped = true));
  await until(async () => {
    const [row] = await desk.dataSource.query<{ waiting: number }[]>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%charge_batches%'`,
    );
    return row?.waiting === 1;
  });
  expect(isStopped).toBe(false);
  goOn();
  await stopped;
  expect(await paymentsOf(first)).toHaveLength(1);
  await charged;
  expect(await paymentsOf(first)).toEqual(['succeeded']);
  expect(await stepsOf(batch)).toEqual(['asked', 'stopped']);
});
