import { VISA } from '../../support/domain/an-intent.js';
import { ANA, BEN } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDesk, aDeskWithAHold, keyed } from '../../support/application/a-desk.js';

describe('placing a hold', () => {
  test('reserves the money and takes none', async () => {
    const desk = await aDesk();
    const decided = await desk.placeHold({ amount: usd(600), idempotency: keyed('k') });
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p1', repeated: false });
    expect(desk.payment().toData()).toMatchObject({ kind: 'hold', state: 'authorized', card: VISA });
    expect(desk.booking().paymentStatus).toBe('authorized');
    expect([desk.stripe.held, desk.stripe.taken]).toEqual([600, 0]);
    expect(desk.happenings.slice(1)).toEqual(['hold_requested', 'hold_placed']);
  });

  test('is refused over what is chargeable, like a charge', async () => {
    const desk = await aDeskWithAHold();
    await expectLaterRefused(desk.placeHold({ payment: 'p2', amount: usd(401) }), 'over_chargeable', {
      chargeable: 400,
    });
  });

  test('is one hold for one key', async () => {
    const desk = await aDesk();
    const wanted = { amount: usd(100), idempotency: keyed('k') };
    await Promise.all(Array.from({ length: 20 }, (_, n) => desk.placeHold({ payment: `p${n}`, ...wanted })));
    expect(desk.stripe.held).toBe(100);
    expect(desk.booking().payments).toHaveLength(1);
  });
});

describe('capturing a hold', () => {
  test('takes all that is held unless an amount is given', async () => {
    const desk = await aDeskWithAHold();
    const decided = await desk.capture({ by: BEN });
    expect(decided).toEqual({ booking: 'booking-1', payment: 'p1', operation: 'op-1', repeated: false });
    expect(desk.payment().toData()).toMatchObject({
      state: 'succeeded',
      captured: usd(600),
      requestedBy: ANA,
    });
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.stripe.taken).toBe(600);
    expect(desk.unitOfWork.stored.events.slice(-2)).toMatchObject([
      { type: 'capture_requested', cause: { by: BEN } },
      { type: 'hold_captured', cause: { by: BEN } },
    ]);
  });

  test('takes a part, and the rest is given back', async () => {
    const desk = await aDeskWithAHold();
    await desk.capture({ amount: usd(250) });
    expect(desk.booking().amounts).toMatchObject({ captured: usd(250), held: usd(0), chargeable: usd(750) });
    expect([desk.stripe.taken, desk.stripe.held]).toEqual([250, 0]);
  });

  test('is stored under its own id before Stripe is asked with that id as the key', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.whenAsked = ({ key }) => {
      expect(desk.payment().operation).toMatchObject({
        id: key,
        kind: 'capture',
        amount: usd(250),
        inDoubt: false,
      });
      expect(desk.payment().state).toBe('authorized');
    };
    await desk.capture({ operation: 'op-7', amount: usd(250) });
    expect(desk.stripe.asked('capture')).toEqual(['op-7']);
  });

  test.each([
    ['over what is held', { amount: usd(601) }, 'over_held', { held: 600 }],
    ['nothing', { amount: usd(0) }, 'amount_not_positive', {}],
    ['below what Stripe accepts', { amount: usd(49) }, 'amount_not_accepted', { minimum: 50 }],
    ['decided on a stale version', { expectedVersion: 1 }, 'booking_changed', { expected: 1, current: 3 }],
  ])('is refused and not stored when it is %s', async (_what, wanted, code, details) => {
    const desk = await aDeskWithAHold();
    await expectLaterRefused(desk.capture({ ...wanted, idempotency: keyed('k') }), code, details);
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.stripe.asked('capture')).toEqual([]);
    await desk.capture({ idempotency: keyed('k', 'a corrected request') });
    expect(desk.stripe.taken).toBe(600);
  });

  test('is refused after the release', async () => {
    const desk = await aDeskWithAHold();
    await desk.release();
    await expectLaterRefused(desk.capture({ operation: 'op-2' }), 'payment_state', {
      state: 'released',
      needed: 'authorized',
    });
    expect(desk.stripe.asked('capture')).toEqual([]);
  });

  test('is refused while another one is in doubt', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('lose_answer');
    await desk.capture({ amount: usd(250) });
    expect(desk.payment().isInDoubt).toBe(true);
    await expectLaterRefused(desk.capture({ operation: 'op-2' }), 'operation_under_way', {
      operation: 'capture',
    });
    await expectLaterRefused(desk.release({ operation: 'op-2' }), 'operation_under_way');
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
  });

  test.each(['refuse', 'decline'] as const)(
    'leaves the hold open for another try when Stripe says no (%s)',
    async (behaviour) => {
      const desk = await aDeskWithAHold();
      desk.stripe.will(behaviour);
      await desk.capture();
      expect(desk.payment().state).toBe('authorized');
      expect(desk.payment().operation).toBeUndefined();
      expect(desk.payment().toData().note).toBeDefined();
      expect(desk.happenings.at(-1)).toBe('operation_refused');

      await desk.capture({ operation: 'op-2' });
      expect(desk.payment().state).toBe('succeeded');
      expect(desk.stripe.taken).toBe(600);
    },
  );

  test('is a success when somebody had captured it in Stripe already', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.captureThere('p1', usd(500));
    await desk.capture();
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(500) });
    expect(desk.happenings).not.toContain('operation_refused');
    expect(desk.stripe.taken).toBe(500);
  });

  test('finds out that the hold was canceled in Stripe', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.cancelThere('p1');
    await desk.capture();
    expect(desk.payment().state).toBe('released');
    expect(desk.booking().amounts).toMatchObject({ held: usd(0), captured: usd(0) });
  });

  test('with the same key is the same capture', async () => {
    const desk = await aDeskWithAHold();
    await desk.capture({ operation: 'op-1', amount: usd(250), idempotency: keyed('k') });
    const again = await desk.capture({ operation: 'op-2', amount: usd(250), idempotency: keyed('k') });
    expect(again).toEqual({ booking: 'booking-1', payment: 'p1', operation: 'op-1', repeated: true });
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
    await expectLaterRefused(
      desk.capture({ operation: 'op-3', idempotency: keyed('k', 'another') }),
      'idempotency_key_reused',
    );
  });

  test('happens once, however many ask for it at the same time', async () => {
    const desk = await aDeskWithAHold();
    const asked = Array.from({ length: 20 }, (_, n) =>
      desk.capture({ operation: `op-${n}`, amount: usd(250), idempotency: keyed('k') }),
    );
    const decided = await Promise.all(asked);
    expect(decided.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(desk.stripe.asked('capture')).toHaveLength(1);
    expect(desk.stripe.taken).toBe(250);
  });
});

describe('releasing a hold', () => {
  test('gives the money back, and all of it is chargeable again', async () => {
    const desk = await aDeskWithAHold();
    await desk.release();
    expect(desk.payment().state).toBe('released');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    expect([desk.stripe.held, desk.stripe.taken]).toEqual([0, 0]);
    expect(desk.happenings.slice(-2)).toEqual(['release_requested', 'hold_released']);
  });

  test('with the same key is the same release', async () => {
    const desk = await aDeskWithAHold();
    await desk.release({ operation: 'op-1', idempotency: keyed('k') });
    expect(await desk.release({ operation: 'op-2', idempotency: keyed('k') })).toMatchObject({
      repeated: true,
    });
    expect(desk.stripe.asked('release')).toEqual(['op-1']);
  });

  test('and capturing it at the same time is one of the two, and Stripe agrees which', async () => {
    const desk = await aDeskWithAHold();
    const outcomes = await Promise.allSettled([
      desk.capture({ operation: 'op-1' }),
      desk.release({ operation: 'op-2' }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(desk.stripe.asked('capture').length + desk.stripe.asked('release').length).toBe(1);
    expect(desk.booking().amounts.captured.amount).toBe(desk.stripe.taken);
  });

  test('that was lost stays in doubt, and the hold counts until the answer is known', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('lose_answer');
    await desk.release();
    expect(desk.booking().flagsAt(desk.clock.now())).toEqual(['in_doubt']);
    expect(desk.booking().amounts).toMatchObject({ held: usd(600), chargeable: usd(400) });
    await desk.sync(desk.stripe.tell('p1'));
    expect(desk.payment().state).toBe('released');
    expect(desk.booking().flagsAt(desk.clock.now())).toEqual([]);
  });
});
