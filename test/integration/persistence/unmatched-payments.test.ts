import { randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import {
  LinkUnmatchedPayment,
  LinkUnmatchedPaymentHandler,
} from '../../../src/application/payment/link-unmatched-payment.command.js';
import {
  ListUnmatchedPayments,
  type UnmatchedPaymentCriteria,
} from '../../../src/application/payment/list-unmatched-payments.query.js';
import type { GatewayPayment } from '../../../src/application/payment/payment-gateway.port.js';
import {
  SyncStripeCapture,
  SyncStripeCaptureHandler,
} from '../../../src/application/payment/sync-stripe-capture.command.js';
import type { PaymentReport } from '../../../src/domain/payment/payment-report.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import { CountAttentionHandler } from '../../../src/infrastructure/recovery/count-attention.handler.js';
import { ListUnmatchedPaymentsHandler } from '../../../src/infrastructure/persistence/unmatched/list-unmatched-payments.handler.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { FakeStripe } from '../../support/application/fake-stripe.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { aDispute, anIntent, aRefund } from '../../support/domain/an-intent.js';
import { ANA, BEN, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

const clock = { now: () => NOW };

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;
let sync: SyncStripeCaptureHandler;
let customer: string;

beforeEach(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
  sync = new SyncStripeCaptureHandler(unitOfWork, clock);
  customer = await unitOfWork.run(async ({ customers }) => {
    const { id } = await customers.findOrAdd(uuid(), { name: 'Mia Wong', email: 'mia@example.com' });
    await customers.setStripeCustomer(id, 'cus_mia');
    return id;
  });
});
afterEach(() => desk.drop());

describe('what was found in Stripe', () => {
  it.each<[string, PaymentReport[]]>([
    [
      'a charge with refunds and a dispute',
      [
        anIntent(usd(400)).succeeded({
          refunds: [aRefund(usd(100)), aRefund(usd(50), 'pending', 're_2')],
          disputes: [aDispute(usd(400))],
        }),
      ],
    ],
    ['a hold', [anIntent(usd(400)).authorized(hoursAfter(NOW, 100))]],
    ['one that failed after all', [anIntent(usd(400)).processing(), anIntent(usd(400)).declined()]],
  ])('is given back as it was stored: %s', async (_what, reports) => {
    for (const report of reports) await tell({ report });
    const before = await unitOfWork.run(async ({ unmatched }) =>
      (await unmatched.lockByPaymentIntent('pi_1'))?.toData(),
    );
    expect(before?.payment).toMatchObject({ paymentIntent: 'pi_1', amount: usd(400), requestedAt: NOW });
    for (const report of reports) await tell({ report });
    const after = await unitOfWork.run(({ unmatched }) => unmatched.lock(before?.id ?? ''));
    expect(after.toData()).toEqual(before);
    const [row] = await desk.dataSource.query<Record<string, unknown>[]>('SELECT * FROM unmatched_payments');
    expect(row).toMatchObject({
      open: after.isWorthLinking,
      state: before?.payment.state,
      captured: String(before?.payment.captured.amount),
      refunded: String(before?.payment.refunds.reduce((sum, { amount }) => sum + amount.amount, 0)),
    });
  });

  it('may be for what its customer owes until somebody has decided on it or all of it was given back', async () => {
    const hasOpen = (currency = 'USD', of = customer) =>
      unitOfWork.run(({ unmatched }) => unmatched.hasOpen(of, currency));
    expect(await hasOpen()).toBe(false);
    await tell({ report: anIntent(usd(400)).succeeded({ refunds: [aRefund(usd(100))] }) });
    expect([await hasOpen(), await hasOpen('EUR'), await hasOpen('USD', uuid())]).toEqual([
      true,
      false,
      false,
    ]);
    const found = await unitOfWork.run(({ unmatched }) => unmatched.lockByPaymentIntent('pi_1'));
    expect(found?.mayBeOwed).toBe(true);
    await unitOfWork.run(async ({ unmatched }) => {
      const open = await unmatched.lock(found?.id ?? '');
      open.dismiss('Somebody else’s', { by: ANA, at: NOW });
      await unmatched.save(open);
      expect(open.mayBeOwed).toBe(false);
    });
    expect(await hasOpen()).toBe(false);
    await tell({
      report: anIntent(usd(400), 'pi_2').succeeded({ refunds: [aRefund(usd(400), 'succeeded', 're_2')] }),
    });
    expect(await hasOpen()).toBe(false);
  });

  it('is kept once, however many hear of it at once, and the last word counts', async () => {
    const [taken, refunded] = [
      anIntent(usd(400)).succeeded(),
      anIntent(usd(400)).succeeded({ refunds: [aRefund(usd(100))] }),
    ];
    await Promise.all(Array.from({ length: 8 }, (_, nth) => tell({ report: nth === 3 ? refunded : taken })));
    const { rows } = await list();
    expect(rows).toMatchObject([{ captured: 400, refunded: 100 }]);
  });
});

describe('the list', () => {
  it('comes in pages without losing or repeating any, though many were made at the same moment', async () => {
    for (let number = 0; number < 9; number += 1) {
      const madeAt = new Date(NOW.getTime() + (number % 2) * 1000);
      await tell({ report: anIntent(usd(400), `pi_${number}`).succeeded() }, madeAt);
    }
    const all = (await list({ limit: 200 })).rows.map(({ id }) => id);
    expect(all).toHaveLength(9);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      paged.push(...page.rows.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    expect((await new CountAttentionHandler(desk.dataSource).execute()).unmatchedPayments).toBe(9);
    expect((await list({ customer: uuid() })).rows).toEqual([]);
    expect((await list({ customer })).rows).toHaveLength(9);
  });

  it.each(['nonsense', 'e30', Buffer.from('["x","y"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(list({ cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
    },
  );

  it('is read along an index, for all customers and for one', async () => {
    await desk.dataSource.query(
      `INSERT INTO unmatched_payments (id, payment_intent, customer_id, stripe_customer, state, currency, amount,
         captured, refunded, made_at, payment)
       SELECT gen_random_uuid(), 'pi_' || i, $1, 'cus_mia', CASE WHEN i % 10 = 0 THEN 'succeeded' ELSE 'released' END,
         'USD', 400, 0, 0, timestamptz '2026-01-01' + i * interval '1 s', '{}' FROM generate_series(1, 20000) AS i`,
      [customer],
    );
    await desk.dataSource.query('ANALYZE unmatched_payments');
    const plan = async (where: string) =>
      JSON.stringify(
        await desk.dataSource.query(
          `EXPLAIN SELECT * FROM unmatched_payments u WHERE u.open ${where} ORDER BY u.made_at DESC, u.id DESC LIMIT 51`,
        ),
      );
    expect(await plan('')).toMatch(/Index Scan Backward using unmatched_payments_/);
    expect(await plan(`AND u.customer_id = '${customer}'`)).toMatch(
      /Index Scan Backward using unmatched_payments_/,
    );
  });
});

it('is linked once when two people do it at once, and the booking that got it holds it', async () => {
  const stripe = new FakeStripe(clock, () => false, 3600);
  const said = stripe.payThere({ stripeCustomer: 'cus_mia', amount: usd(400) });
  await sync.execute(new SyncStripeCapture(said));
  const [found] = (await list()).rows;
  const bookings = [await booked(), await booked()];
  const link = new LinkUnmatchedPaymentHandler(unitOfWork, stripe, sync, clock);
  const outcomes = await Promise.allSettled(
    [0, 1, 0, 1, 0, 1].map((nth) =>
      link.execute(
        new LinkUnmatchedPayment({
          unmatched: found?.id ?? '',
          booking: bookings[nth] ?? '',
          by: nth === 0 ? ANA : BEN,
        }),
      ),
    ),
  );
  const done = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.booking] : []));
  const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  expect(done).toHaveLength(1);
  expect(refused).toEqual(
    Array.from({ length: 5 }, () =>
      expect.objectContaining({
        code: 'already_linked',
        details: expect.objectContaining({ booking: done[0] }),
      }),
    ),
  );
  const rows = await desk.dataSource.query<{ booking_id: string; captured: string }[]>(
    'SELECT booking_id, captured FROM payments',
  );
  expect(rows).toEqual([{ booking_id: done[0], captured: '400' }]);
  expect((await list()).rows).toEqual([]);
  expect(await sync.execute(new SyncStripeCapture(said))).toEqual({
    outcome: 'nothing_new',
    booking: done[0],
  });
});

function tell(said: Pick<GatewayPayment, 'report'>, madeAt = NOW) {
  const origin = { kind: 'charge' as const, stripeCustomer: 'cus_mia', madeAt };
  return sync.execute(new SyncStripeCapture({ ...said, origin }));
}

function list(criteria: UnmatchedPaymentCriteria = {}) {
  return new ListUnmatchedPaymentsHandler(desk.dataSource, clock).execute(
    new ListUnmatchedPayments(criteria),
  );
}

async function booked(): Promise<string> {
  const id = uuid();
  const details = {
    id,
    reference: `B-${randomUUID()}`,
    customer,
    contact: { name: 'Mia Wong', email: 'mia@example.com' },
    service: 'Harbour kayak tour',
    startsAt: hoursAfter(NOW, 48),
    paymentOption: 'later' as const,
    registeredAt: NOW,
    registeredBy: ANA,
  };
  await unitOfWork.run(({ bookings }) => bookings.add(Booking.register(details, usd(1000))));
  return id;
}
