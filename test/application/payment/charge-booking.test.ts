import { StorageUnavailable } from '../../../src/application/shared/storage-unavailable.js';
import { AMEX, VISA } from '../../support/domain/an-intent.js';
import { ANA, BEN } from '../../support/domain/causes.js';
import { eur, usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, Desk, keyed } from '../../support/application/a-desk.js';

describe('charging a booking', () => {
  test('takes the money once and says so', async () => {
    const desk = await aDesk();
    const decided = await desk.charge({ amount: usd(400) });
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p1', repeated: false });
    expect(desk.payment().toData()).toMatchObject({
      kind: 'charge',
      state: 'succeeded',
      captured: usd(400),
      card: VISA,
      paymentIntent: 'pi_1',
      requestedBy: ANA,
    });
    expect(desk.booking().amounts.chargeable).toEqual(usd(600));
    expect(desk.stripe.taken).toBe(400);
  });

  test('takes all that is outstanding unless an amount is given', async () => {
    const desk = await aDesk();
    await desk.charge();
    expect(desk.booking().paymentStatus).toBe('charged_in_full');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('takes a bare number for minor units of the booking’s currency', async () => {
    const desk = await aDesk();
    await desk.charge({ amount: 400 });
    expect(desk.payment().amount).toEqual(usd(400));
    await expectLaterRefused(desk.charge({ payment: 'p2', amount: 601 }), 'over_chargeable', {
      chargeable: 600,
    });
  });

  test('asks Stripe under the payment’s own id, for this booking, with the customer’s card', async () => {
    const desk = await aDesk();
    await desk.charge({ amount: usd(400) });
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.stripe.intents[0]?.order).toMatchObject({
      kind: 'charge',
      payment: 'p1',
      booking: 'booking-1',
      reference: 'T-1001',
      amount: usd(400),
      stripeCustomer: 'cus_customer-1',
      paymentMethod: VISA.id,
    });
  });

  test('charges another card when one is named', async () => {
    const desk = await aDesk();
    await desk.charge({ paymentMethod: AMEX.id });
    expect(desk.stripe.intents[0]?.order.paymentMethod).toBe(AMEX.id);
    expect(desk.payment().card).toEqual(AMEX);
  });

  test.each([
    ['declined', 'decline', 'declined'],
    ['one that waits for the customer', 'require_authentication', 'requires_action'],
    ['refused', 'refuse', 'failed'],
    ['in doubt after a timeout', 'lose_answer', 'in_doubt'],
    ['in doubt after an outage', 'be_unavailable', 'in_doubt'],
    ['in doubt when Stripe asks to slow down', 'limit_the_rate', 'in_doubt'],
  ] as const)('stores it as %s, and that is no error', async (_what, behaviour, state) => {
    const desk = await aDesk();
    desk.stripe.will(behaviour);
    await desk.charge({ amount: usd(400) });
    expect(desk.payment().state).toBe(state);
    expect(desk.booking().amounts.captured).toEqual(usd(0));
  });

  test('leaves what was declined or refused to be charged again, as a new payment', async () => {
    const desk = await aDesk();
    desk.stripe.will('decline', 'refuse');
    await desk.charge({ payment: 'p1' });
    await desk.charge({ payment: 'p2' });
    await desk.charge({ payment: 'p3' });
    expect(desk.booking().payments.map(({ state }) => state)).toEqual(['declined', 'failed', 'succeeded']);
    expect(desk.stripe.taken).toBe(1000);
  });

  test('refuses more while an earlier one is in doubt', async () => {
    const desk = await aDesk();
    desk.stripe.will('lose_answer');
    await desk.charge({ payment: 'p1', amount: usd(700) });
    await expectLaterRefused(desk.charge({ payment: 'p2', amount: usd(301) }), 'over_chargeable', {
      chargeable: 300,
    });
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
  });
});

describe('money moves in three steps', () => {
  test('the payment is stored as requested before Stripe is asked, with no transaction open', async () => {
    const desk = await aDesk();
    const stored: string[] = [];
    desk.stripe.whenAsked = ({ call }) => {
      if (call !== 'charge') return;
      stored.push(desk.payment().state, ...desk.happenings.slice(-1));
      expect(desk.unitOfWork.isInTransaction).toBe(false);
    };
    await desk.charge();
    expect(stored).toEqual(['requested', 'charge_requested']);
    expect(desk.happenings).toEqual(['booking_registered', 'charge_requested', 'charge_succeeded']);
  });

  test('the booking is free for others while Stripe thinks', async () => {
    const desk = await aDesk();
    desk.stripe.whileAnswering = () => desk.changeTotal(usd(2000));
    await desk.charge({ amount: usd(1000) });
    expect(desk.booking().amounts).toMatchObject({
      total: usd(2000),
      captured: usd(1000),
      chargeable: usd(1000),
    });
  });

  test('nothing is sent when the decision can’t be stored', async () => {
    const desk = await aDesk();
    desk.unitOfWork.crashAfter(0);
    await expect(desk.charge()).rejects.toThrow('The database is gone.');
    expect(desk.stripe.asked('charge')).toEqual([]);
    expect(desk.booking().payments).toEqual([]);
  });

  test.each(['crash_before', 'crash_after'] as const)(
    'a process that ends (%s) leaves the payment requested, and its amount under way',
    async (behaviour) => {
      const desk = await aDesk();
      desk.stripe.will(behaviour);
      await expect(desk.charge()).rejects.toThrow('The process ended.');
      expect(desk.payment().state).toBe('requested');
      expect(desk.booking().amounts.chargeable).toEqual(usd(0));
      expect(desk.booking().paymentStatus).toBe('processing');
    },
  );

  test('an answer that can’t be stored leaves the payment requested', async () => {
    const desk = await aDesk();
    desk.unitOfWork.crashAfter(1);
    await expect(desk.charge()).rejects.toThrow('The database is gone.');
    desk.unitOfWork.comeBack();
    expect(desk.payment().state).toBe('requested');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('Stripe’s event may come before its answer: the charge is recorded once, for the one who asked', async () => {
    const desk = await aDesk();
    desk.stripe.whileAnswering = async () => {
      expect(await desk.sync(desk.stripe.tell('p1'))).toEqual({ outcome: 'applied', booking: 'booking-1' });
    };
    await desk.charge({ by: BEN });
    expect(desk.happenings).toEqual(['booking_registered', 'charge_requested', 'charge_succeeded']);
    expect(desk.unitOfWork.stored.events.at(-1)?.cause.by).toEqual(BEN);
    expect(desk.booking().amounts.captured).toEqual(usd(1000));
  });

  test('Stripe’s event may come before a lost answer, and settles the payment', async () => {
    const desk = await aDesk();
    desk.stripe.will('lose_answer');
    desk.stripe.whileAnswering = async () => void (await desk.sync(desk.stripe.tell('p1')));
    await desk.charge();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.booking().flagsAt(desk.clock.now())).toEqual([]);
  });
});

describe('a charge that is refused before Stripe is asked', () => {
  test.each([
    ['over what is chargeable', { amount: usd(1001) }, 'over_chargeable', { chargeable: 1000 }],
    ['nothing', { amount: usd(0) }, 'amount_not_positive', {}],
    ['in another currency', { amount: eur(10) }, 'currency_mismatch', { expected: 'USD', given: 'EUR' }],
    ['below what Stripe accepts', { amount: usd(49) }, 'amount_not_accepted', { minimum: 50 }],
    ['decided on a stale version', { expectedVersion: 7 }, 'booking_changed', { expected: 7, current: 1 }],
  ])('stores nothing, not even its key, when it is %s', async (_what, wanted, code, details) => {
    const desk = await aDesk();
    await expectLaterRefused(desk.charge({ ...wanted, idempotency: keyed('k') }), code, details);
    expect(desk.booking().payments).toEqual([]);
    expect(desk.happenings).toEqual(['booking_registered']);
    expect(desk.stripe.asked('charge')).toEqual([]);

    await desk.charge({ idempotency: keyed('k', 'a corrected request') });
    expect(desk.payment().state).toBe('succeeded');
  });

  test('says so when the customer has no card', async () => {
    const desk = new Desk();
    await desk.register({ paymentMethod: undefined });
    await expectLaterRefused(desk.charge(), 'no_card');
    expect(desk.booking().payments).toEqual([]);
    await desk.charge({ paymentMethod: VISA.id });
    expect(desk.payment().state).toBe('succeeded');
  });
});

describe('the same charge again', () => {
  test('with the same key is the same payment, and Stripe isn’t asked', async () => {
    const desk = await aDesk();
    await desk.charge({ payment: 'p1', amount: usd(300), idempotency: keyed('k') });
    const again = await desk.charge({ payment: 'p2', amount: usd(300), idempotency: keyed('k') });
    expect(again).toEqual({ booking: 'booking-1', payment: 'p1', repeated: true });
    expect(desk.booking().payments).toHaveLength(1);
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.stripe.taken).toBe(300);
  });

  test('with the same key is the same payment whatever became of it', async () => {
    const desk = await aDesk();
    desk.stripe.will('decline');
    await desk.charge({ payment: 'p1', idempotency: keyed('k') });
    expect(await desk.charge({ payment: 'p2', idempotency: keyed('k') })).toMatchObject({
      payment: 'p1',
      repeated: true,
    });
    expect(desk.stripe.taken).toBe(0);
  });

  test('with the same key is the first one’s, even though the booking has changed since', async () => {
    const desk = await aDesk();
    const seen = { expectedVersion: desk.booking().version, idempotency: keyed('k') };
    await desk.charge({ payment: 'p1', ...seen });
    expect(await desk.charge({ payment: 'p2', ...seen })).toMatchObject({ payment: 'p1', repeated: true });
  });

  test('with the same key for another request is refused', async () => {
    const desk = await aDesk();
    await desk.charge({ payment: 'p1', amount: usd(300), idempotency: keyed('k', 'charge 3') });
    const refusal = await expectLaterRefused(
      desk.charge({ payment: 'p2', amount: usd(400), idempotency: keyed('k', 'charge 4') }),
      'idempotency_key_reused',
      { idempotency_key: 'k' },
    );
    expect(refusal.kind).toBe('conflict');
    expect(desk.stripe.taken).toBe(300);
  });

  test('with another key is another decision', async () => {
    const desk = await aDesk();
    await desk.charge({ payment: 'p1', amount: usd(300), idempotency: keyed('k1') });
    await desk.charge({ payment: 'p2', amount: usd(300), idempotency: keyed('k2') });
    await desk.charge({ payment: 'p3', amount: usd(300), idempotency: { ...keyed('k1'), scope: 'token-2' } });
    expect(desk.stripe.taken).toBe(900);
  });

  test('from the page that was open before is refused: the booking has changed', async () => {
    const desk = await aDesk();
    const { version } = desk.booking();
    await desk.charge({ payment: 'p1', amount: usd(300), expectedVersion: version });
    const refusal = await expectLaterRefused(
      desk.charge({ payment: 'p2', amount: usd(300), expectedVersion: version }),
      'booking_changed',
      { expected: version },
    );
    expect(refusal.kind).toBe('stale');
    expect(desk.stripe.taken).toBe(300);
  });
});

describe('many at the same time', () => {
  const twenty = Array.from({ length: 20 }, (_, index) => `p${index + 1}`);

  test('with one key are one charge', async () => {
    const desk = await aDesk();
    const decided = await Promise.all(
      twenty.map((payment) => desk.charge({ payment, amount: usd(100), idempotency: keyed('k') })),
    );
    expect(new Set(decided.map(({ payment }) => payment)).size).toBe(1);
    expect(decided.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(desk.booking().payments).toHaveLength(1);
    expect(desk.stripe.asked('charge')).toHaveLength(1);
    expect(desk.stripe.taken).toBe(100);
  });

  test('from pages that show the same version are one charge', async () => {
    const desk = await aDesk();
    const { version } = desk.booking();
    const outcomes = await Promise.allSettled(
      twenty.map((payment) => desk.charge({ payment, amount: usd(100), expectedVersion: version })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(desk.stripe.taken).toBe(100);
  });

  test('with keys of their own never take more than is owed', async () => {
    const desk = await aDesk();
    const outcomes = await Promise.allSettled(
      twenty.map((payment) => desk.charge({ payment, amount: usd(150), idempotency: keyed(payment) })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(desk.stripe.taken).toBe(900);
    expect(desk.booking().amounts).toMatchObject({ captured: usd(900), chargeable: usd(100) });
  });
});

describe('a decision that the database has forgotten since', () => {
  test('is not called unknown, which would invite another: what became of it isn’t known', async () => {
    const desk = await aDesk();
    const before = new Map(desk.unitOfWork.stored.bookings);
    desk.stripe.whileAnswering = () => {
      for (const [id, booking] of before) desk.unitOfWork.stored.bookings.set(id, booking);
    };
    await expect(desk.charge({ amount: usd(600) })).rejects.toThrow(StorageUnavailable);
  });
});
