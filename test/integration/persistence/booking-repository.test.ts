import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { OverChargeable } from '../../../src/domain/payment/payment-errors.js';
import { ReferenceTaken } from '../../../src/domain/booking/booking-errors.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentReport, ReportedStatus } from '../../../src/domain/payment/payment-report.js';
import { DomainError } from '../../../src/domain/shared/domain-error.js';
import { Money } from '../../../src/domain/shared/money.js';
import { Housekeeper } from '../../../src/infrastructure/persistence/housekeeping/housekeeper.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

const ANA = { kind: 'staff', id: 'ana', name: 'Ana Ruiz' } as const;
const cause = () => ({ by: ANA, at: new Date() });
const usd = (amount: number) => Money.of(amount, 'USD');

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk.drop());

describe('the booking repository', () => {
  it('gives back what was stored, after any history, and keeps the row’s columns equal to the aggregate', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const id = await register();
        for (const each of steps) await change(id, (booking) => perform(booking, each));
        const [stored] = await desk.dataSource.query<Record<string, unknown>[]>(
          `SELECT * FROM bookings WHERE id = $1`,
          [id],
        );
        const booking = await change(id, () => undefined);
        const { amounts, flagFacts } = booking;
        expect(stored).toMatchObject({
          version: booking.version,
          payment_status: booking.paymentStatus,
          in_doubt: flagFacts.inDoubt,
          action_required: flagFacts.actionRequired,
          last_charge_declined: flagFacts.lastChargeDeclined,
          hold_expires_at: flagFacts.holdExpiresAt ?? null,
          captured: String(amounts.captured.amount),
          refunded: String(amounts.refunded.amount),
          waived: String(amounts.waived.amount),
          disputed: String(amounts.disputed.amount),
          held: String(amounts.held.amount),
          in_flight: String(amounts.inFlight.amount),
          outstanding: String(amounts.outstanding.amount),
          overpaid: String(amounts.overpaid.amount),
          chargeable: String(amounts.chargeable.amount),
        });
      }),
      { numRuns: 60, seed: 20261125 },
    );
    const differing = await desk.dataSource.query<unknown[]>(
      `SELECT payment_status, currency, count(*)::int, sum(outstanding)::int FROM bookings GROUP BY 1, 2
       EXCEPT
       SELECT payment_status, currency, sum(bookings)::int, sum(outstanding)::int FROM booking_tallies GROUP BY 1, 2`,
    );
    expect(differing).toEqual([]);
  });

  it('restores exactly the payments that were saved', async () => {
    const id = await register();
    const payment = uuid();
    let saved: unknown;
    await change(id, (booking) => {
      booking.requestHold({ id: payment, amount: usd(4000), paymentMethod: 'pm_1' }, cause());
      booking.recordReport(payment, report(payment, 'requires_capture', 4000), cause());
      booking.requestCapture(payment, uuid(), usd(1500), cause());
      saved = booking.toData().payments;
    });
    const booking = await change(id, () => undefined);
    expect(JSON.parse(JSON.stringify(booking.toData().payments))).toEqual(JSON.parse(JSON.stringify(saved)));
  });

  it('undoes everything when the work fails halfway', async () => {
    const id = await register();
    const failed = unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock(id);
      booking.requestCharge({ id: uuid(), amount: usd(100), paymentMethod: 'pm_1' }, cause());
      await bookings.save(booking);
      throw new Error('the power went out');
    });
    await expect(failed).rejects.toThrow('the power went out');
    const booking = await change(id, () => undefined);
    expect(booking.payments).toEqual([]);
    expect(booking.version).toBe(1);
  });

  it('lets only those of fifty charges at once through that fit', async () => {
    const id = await register(10_000);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        change(id, (booking) => {
          booking.requestCharge({ id: uuid(), amount: usd(3000), paymentMethod: 'pm_1' }, cause());
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    // Each waited for its turn and was told why, rather than to have failed in the crowd.
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals.filter((reason) => !(reason instanceof OverChargeable))).toEqual([]);
    const booking = await change(id, () => undefined);
    expect(booking.amounts.inFlight.amount).toBe(9000);
  });

  it('refuses a reference that exists', async () => {
    const reference = `HB-${uuid()}`;
    await register(1000, reference);
    await expect(register(1000, reference)).rejects.toBeInstanceOf(ReferenceTaken);
  });

  it('finds a booking by its payment and by its PaymentIntent, and nothing by metadata that is no id', async () => {
    const id = await register();
    const payment = uuid();
    await change(id, (booking) => {
      booking.requestCharge({ id: payment, amount: usd(100), paymentMethod: 'pm_1' }, cause());
      booking.recordReport(payment, report(payment, 'succeeded', 100), cause());
    });
    await unitOfWork.run(async ({ bookings }) => {
      expect((await bookings.lockByPayment(payment))?.id).toBe(id);
      expect((await bookings.lockByPaymentIntent(`pi_${payment}`))?.id).toBe(id);
      expect(await bookings.lockByPayment("'; DROP TABLE bookings; --")).toBeUndefined();
      expect(await bookings.lockByPayment(uuid())).toBeUndefined();
    });
  });

  it('sets when to look again only while something is expected of Stripe', async () => {
    const id = await register();
    const payment = uuid();
    const due = async () => {
      const [row] = await desk.dataSource.query<{ seconds: string | null }[]>(
        `SELECT round(extract(epoch FROM recover_at - now())) AS seconds FROM payments WHERE id = $1`,
        [payment],
      );
      return row?.seconds === null ? null : Number(row?.seconds);
    };
    await change(id, (booking) => booking.requestHold({ id: payment, paymentMethod: 'pm_1' }, cause()));
    expect(await due()).toBeGreaterThan(10);
    await change(id, (booking) => booking.recordInDoubt(payment, 'No answer.', cause()));
    expect(await due()).toBeLessThanOrEqual(2);
    await change(id, (booking) =>
      booking.recordReport(payment, report(payment, 'requires_capture', 10_000), cause()),
    );
    expect(await due()).toBeNull();
    await change(id, (booking) => booking.requestRelease(payment, uuid(), cause()));
    expect(await due()).toBeGreaterThan(10);
  });

  it('keeps the sums when differences are folded together, also while bookings change', async () => {
    const sums = () =>
      desk.dataSource.query<unknown[]>(
        `SELECT payment_status, sum(bookings)::int AS n, sum(outstanding)::bigint AS owed FROM booking_tallies
         GROUP BY payment_status HAVING sum(bookings) <> 0 ORDER BY 1`,
      );
    const rows = async () => (await desk.dataSource.query<unknown[]>('SELECT FROM booking_tallies')).length;
    while ((await rows()) <= 200) await register();
    const before = await sums();
    const housekeeper = new Housekeeper(desk.dataSource);
    await Promise.all([housekeeper.foldTallies(), housekeeper.foldTallies()]);
    expect(await sums()).toEqual(before);
    expect(await rows()).toBeLessThan(50);
  });
});

describe('sessions of staff', () => {
  it('are kept until they end, and no longer', async () => {
    const now = Date.now();
    for (const [sid, minutes] of [
      ['over', -1],
      ['open', 10],
    ] as const)
      await desk.dataSource.query(`INSERT INTO staff_sessions (sid, sess, expire) VALUES ($1, '{}', $2)`, [
        sid,
        new Date(now + minutes * 60_000),
      ]);
    await new Housekeeper(desk.dataSource).removeSessions();
    expect(await desk.dataSource.query('SELECT sid FROM staff_sessions')).toEqual([{ sid: 'open' }]);
  });
});

describe('the database itself', () => {
  it.each([
    ['a negative amount', `UPDATE bookings SET captured = -1 WHERE id = $1`],
    ['more refunded than taken', `UPDATE bookings SET refunded = captured + collected + 1 WHERE id = $1`],
    ['more chargeable than outstanding', `UPDATE bookings SET chargeable = outstanding + 1 WHERE id = $1`],
    ['a status that doesn’t exist', `UPDATE bookings SET payment_status = 'paid' WHERE id = $1`],
    ['a currency that is none', `UPDATE bookings SET currency = 'usd' WHERE id = $1`],
  ])('refuses %s', async (_what, statement) => {
    const id = await register();
    await expect(desk.dataSource.query(statement, [id])).rejects.toThrow(/check constraint/);
  });

  it('refuses one Stripe payment on two payments', async () => {
    const take = async (intent: string) => {
      const id = await register();
      const payment = uuid();
      await change(id, (booking) => {
        booking.requestCharge({ id: payment, amount: usd(100), paymentMethod: 'pm_1' }, cause());
        booking.recordReport(
          payment,
          { ...report(payment, 'succeeded', 100), paymentIntent: intent },
          cause(),
        );
      });
    };
    await take('pi_shared');
    await expect(take('pi_shared')).rejects.toThrow(/payments_payment_intent/);
  });
});

describe('decisions', () => {
  it('let one of twenty with the same key through, and tell the others what it stands for', async () => {
    const idempotency = { scope: 'token', key: uuid(), fingerprint: 'a' };
    const claims = await Promise.all(
      Array.from({ length: 20 }, () =>
        unitOfWork.run(async ({ decisions }) => {
          const subject = uuid();
          return { subject, earlier: await decisions.claim(idempotency, subject) };
        }),
      ),
    );
    const first = claims.filter(({ earlier }) => earlier === undefined);
    expect(first).toHaveLength(1);
    expect(new Set(claims.flatMap(({ earlier }) => earlier ?? []))).toEqual(new Set([first[0]?.subject]));
  });

  it('refuse a key for another request, and don’t mix the keys of two programs', async () => {
    const key = uuid();
    const claim = (scope: string, fingerprint: string) =>
      unitOfWork.run(({ decisions }) => decisions.claim({ scope, key, fingerprint }, uuid()));
    await claim('one', 'a');
    await expect(claim('one', 'b')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    await expect(claim('two', 'b')).resolves.toBeUndefined();
  });

  it('forget a claim whose transaction was undone', async () => {
    const idempotency = { scope: 'token', key: uuid(), fingerprint: 'a' };
    const undone = unitOfWork.run(async ({ decisions }) => {
      await decisions.claim(idempotency, uuid());
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await expect(
      unitOfWork.run(({ decisions }) => decisions.claim(idempotency, uuid())),
    ).resolves.toBeUndefined();
  });
});

async function register(total = 10_000, reference = `HB-${uuid()}`): Promise<string> {
  const id = uuid();
  await unitOfWork.run(async ({ bookings, customers }) => {
    const contact = { name: 'Grace Hopper', email: `${id}@example.com` };
    const customer = await customers.findOrAdd(uuid(), contact);
    await bookings.add(
      Booking.register(
        {
          id,
          reference,
          customer: customer.id,
          contact,
          service: 'Harbour tour',
          startsAt: new Date('2026-12-01T10:00:00Z'),
          paymentOption: 'later',
          registeredAt: new Date(),
          registeredBy: ANA,
        },
        usd(total),
      ),
    );
  });
  return id;
}

function change(id: string, apply: (booking: Booking) => unknown): Promise<Booking> {
  return unitOfWork.run(async ({ bookings }) => {
    const booking = await bookings.lock(id);
    apply(booking);
    await bookings.save(booking);
    return booking;
  });
}

type Step = { readonly kind: string; readonly amount: number; readonly which: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    'charge',
    'hold',
    'total',
    'doubt',
    'fail',
    'capture',
    'release',
    'succeeded',
    'requires_capture',
    'canceled',
    'declined',
    'requires_action',
    'refund',
    'dispute',
    'lost',
  ),
  amount: fc.integer({ min: 1, max: 12_000 }),
  which: fc.nat({ max: 3 }),
});

/** What the booking refuses is left undone: refusals have tests of their own. */
function perform(booking: Booking, { kind, amount, which }: Step): void {
  const payment = booking.payments[which % Math.max(1, booking.payments.length)];
  try {
    if (kind === 'charge')
      booking.requestCharge({ id: uuid(), amount: usd(amount), paymentMethod: 'pm_1' }, cause());
    else if (kind === 'hold')
      booking.requestHold({ id: uuid(), amount: usd(amount), paymentMethod: 'pm_1' }, cause());
    else if (kind === 'total') booking.changeTotal(usd(amount), cause());
    else if (!payment) return;
    else if (kind === 'doubt') booking.recordInDoubt(payment.id, 'No answer.', cause());
    else if (kind === 'fail') booking.recordFailure(payment.id, 'It did not happen.', cause());
    else if (kind === 'capture') booking.requestCapture(payment.id, uuid(), usd(amount), cause());
    else if (kind === 'release') booking.requestRelease(payment.id, uuid(), cause());
    else booking.recordReport(payment.id, reportOf(booking, payment.id, kind, amount), cause());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

function reportOf(booking: Booking, id: string, kind: string, amount: number): PaymentReport {
  const payment = booking.payment(id);
  const whole = payment.amount.amount;
  const part = Math.min(whole, amount);
  const fact = { id: `${id}-${amount % 3}`, amount: usd(part), createdAt: new Date() };
  switch (kind) {
    case 'refund':
      return {
        ...report(id, 'succeeded', whole),
        refunds: [{ ...fact, id: `re_${fact.id}`, status: 'succeeded' }],
      };
    case 'dispute':
    case 'lost':
      return {
        ...report(id, 'succeeded', whole),
        disputes: [{ ...fact, id: `dp_${fact.id}`, status: kind === 'lost' ? 'lost' : 'open' }],
      };
    case 'declined':
      return {
        ...report(id, 'requires_payment_method', whole),
        decline: { code: 'card_declined', message: 'The card was declined.', retryable: true },
      };
    default:
      return report(
        id,
        kind as ReportedStatus,
        whole,
        kind === 'succeeded' && payment.kind === 'hold' ? part : whole,
      );
  }
}

function report(payment: string, status: ReportedStatus, amount: number, received = amount): PaymentReport {
  const took = status === 'succeeded';
  return {
    paymentIntent: `pi_${payment}`,
    status,
    amount: usd(amount),
    received: usd(took ? received : 0),
    charge: `ch_${payment}`,
    chargeAuthorized: took || status === 'requires_capture',
    captureBefore: status === 'requires_capture' ? new Date('2026-12-02T10:00:00.123Z') : undefined,
    expired: false,
    authenticationRequired: false,
    card: { id: 'pm_1', brand: 'visa', last4: '4242' },
    refunds: [],
    disputes: [],
  };
}
