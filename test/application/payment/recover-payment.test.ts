import { GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import { ANA } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDesk, aDeskWithAHold, Desk, LIMITS } from '../../support/application/a-desk.js';
import type { Behaviour } from '../../support/application/fake-stripe.js';

/** A charge of all that is outstanding that went wrong on the way. */
async function aChargeThatMet(...behaviours: Behaviour[]): Promise<Desk> {
  const desk = await aDesk();
  desk.stripe.will(...behaviours);
  await desk.charge().catch(() => undefined);
  return desk;
}

async function aCaptureThatMet(...behaviours: Behaviour[]): Promise<Desk> {
  const desk = await aDeskWithAHold();
  desk.stripe.will(...behaviours);
  await desk.capture({ amount: usd(250) }).catch(() => undefined);
  return desk;
}

describe('recovering when nothing can be asked of Stripe', () => {
  test.each([
    ['be_unavailable', 'unreachable'],
    ['lock_out', 'unreachable'],
    ['limit_the_rate', 'rate_limited'],
  ] as const)('leaves a charge and a capture as they are, and says so (%s)', async (behaviour, outcome) => {
    for (const desk of [await aChargeThatMet('lose_request'), await aCaptureThatMet('lose_request')]) {
      desk.stripe.will(behaviour);
      expect(await desk.recover()).toMatchObject({ outcome, why: expect.any(String) });
      expect(desk.payment().isInDoubt).toBe(true);
      expect(await desk.recover()).toMatchObject({ outcome: 'settled' });
      expect(desk.payment().state).toBe('succeeded');
    }
  });
});

describe('recovering a charge while Stripe keeps its key', () => {
  test.each([
    'lose_request',
    'lose_answer',
    'be_unavailable',
    'limit_the_rate',
    'crash_before',
    'crash_after',
  ] as const)(
    'sends the same request under the same key, and the money moves once (%s)',
    async (behaviour) => {
      const desk = await aChargeThatMet(behaviour);
      await desk.recover();
      expect(desk.stripe.asked('charge')).toEqual(['p1', 'p1']);
      expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(1000) });
      expect(desk.stripe.taken).toBe(1000);
      expect(desk.unitOfWork.stored.events.at(-1)).toMatchObject({
        type: 'charge_succeeded',
        cause: { by: ANA },
      });
    },
  );

  test('does so for an answer that couldn’t be stored', async () => {
    const desk = await aDesk();
    desk.unitOfWork.crashAfter(1);
    await desk.charge().catch(() => undefined);
    desk.unitOfWork.comeBack();
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.taken).toBe(1000);
  });

  test.each([
    ['decline', 'declined'],
    ['require_authentication', 'requires_action'],
  ] as const)('learns of an answer other than yes, too (%s)', async (behaviour, state) => {
    const desk = await aChargeThatMet('crash_before');
    desk.stripe.will(behaviour);
    await desk.recover();
    expect(desk.payment().state).toBe(state);
  });

  test('leaves it in doubt as often as Stripe doesn’t answer, and settles it when it does', async () => {
    const desk = await aChargeThatMet('lose_answer');
    desk.stripe.will('be_unavailable', 'limit_the_rate', 'be_unavailable');
    for (let tries = 0; tries < 3; tries += 1) await desk.recover();
    expect(desk.payment().state).toBe('in_doubt');
    expect(desk.booking().amounts.chargeable).toEqual(usd(0));
    await desk.recover();
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('looks the payment up when what the key answers is an error', async () => {
    const desk = await aChargeThatMet('save_an_error');
    expect(desk.payment().state).toBe('in_doubt');
    await desk.recover();
    expect(desk.stripe.asked('find')).toEqual(['p1']);
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.intents).toHaveLength(1);
  });

  test('concludes at once that it didn’t happen when the key keeps an error and the list is without it', async () => {
    const desk = await aChargeThatMet('break_off');
    await desk.recover();
    expect(desk.payment().state).toBe('failed');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    await desk.charge({ payment: 'p2' });
    expect(desk.stripe.taken).toBe(1000);
  });

  test('cancels in Stripe what the broken-off request had only made', async () => {
    const desk = await aChargeThatMet('break_off_before_the_attempt');
    await desk.recover();
    expect(desk.stripe.asked('abandon')).toEqual(['pi_1']);
    expect(desk.payment().toData()).toMatchObject({ state: 'failed', paymentIntent: 'pi_1' });
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    expect(desk.stripe.taken).toBe(0);
  });

  test('looks before it sends an old one again: Stripe may have forgotten the key by its own clock', async () => {
    const desk = await aChargeThatMet('lose_answer');
    desk.clock.pass(desk.stripe.keyTtlSeconds - 1);
    desk.stripe.forgetKeys();
    await desk.recover();
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('does not conclude from an empty list that nothing happened, while the request may be under way', async () => {
    const desk = await aChargeThatMet('lose_request');
    desk.stripe.will('lose_request');
    await desk.recover();
    expect(desk.stripe.asked('find')).toEqual(['p1']);
    expect(desk.payment().state).toBe('in_doubt');
  });

  test('looks before it takes a refusal for the last word: the first request may have been done', async () => {
    const desk = await aChargeThatMet('lose_answer');
    desk.stripe.will('refuse');
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.happenings).not.toContain('payment_failed');
    expect(desk.booking().amounts.chargeable).toEqual(usd(0));
  });

  test('takes a refusal for the last word when Stripe’s list is without the payment', async () => {
    const desk = await aChargeThatMet('lose_request');
    desk.stripe.will('refuse');
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'failed', note: 'Stripe said no.' });
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    expect(desk.stripe.taken).toBe(0);
  });

  test('makes the customer in Stripe where that was what failed', async () => {
    const desk = new Desk();
    desk.stripe.will('be_unavailable');
    await expect(desk.register()).rejects.toThrow(GatewayUnavailable);
    desk.stripe.will('be_unavailable');
    await desk.charge({ paymentMethod: 'pm_visa' });
    expect(desk.payment().state).toBe('in_doubt');
    expect(desk.stripe.asked('charge')).toEqual([]);
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.unitOfWork.stored.customers.get('customer-1')?.stripeCustomer).toBe('cus_customer-1');
  });
});

describe('recovering a charge whose key may be gone', () => {
  test.each(['lose_answer', 'crash_after', 'save_an_error'] as const)(
    'finds it in Stripe and never sends it again (%s)',
    async (behaviour) => {
      const desk = await aChargeThatMet(behaviour);
      desk.letTheKeysGo();
      await desk.recover();
      expect(desk.stripe.asked('charge')).toEqual(['p1']);
      expect(desk.stripe.asked('find')).toEqual(['p1']);
      expect(desk.payment().state).toBe('succeeded');
      expect(desk.stripe.taken).toBe(1000);
    },
  );

  test.each(['lose_request', 'crash_before', 'be_unavailable'] as const)(
    'concludes that it didn’t happen when Stripe’s list is without it (%s)',
    async (behaviour) => {
      const desk = await aChargeThatMet(behaviour);
      desk.letTheKeysGo();
      await desk.recover();
      expect(desk.stripe.asked('charge').length).toBeLessThanOrEqual(1);
      expect(desk.payment().state).toBe('failed');
      expect(desk.payment().toData().note).toMatch(/never reached Stripe/);
      expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
      expect(desk.stripe.taken).toBe(0);
    },
  );

  test('cancels in Stripe what was made there and never attempted', async () => {
    const desk = await aChargeThatMet('break_off_before_the_attempt');
    desk.letTheKeysGo();
    await desk.recover();
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.payment().state).toBe('failed');
    expect(desk.stripe.intents.map(({ status }) => status)).toEqual(['canceled']);
  });

  test('believes Stripe when what was to be canceled has been paid meanwhile', async () => {
    const desk = await aChargeThatMet('break_off_before_the_attempt');
    desk.letTheKeysGo();
    desk.stripe.whenAsked = ({ call }) => {
      if (call === 'abandon') desk.stripe.captureThere('p1');
    };
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(1000) });
  });

  test('concludes nothing while Stripe can’t be asked', async () => {
    const desk = await aChargeThatMet('lose_answer');
    desk.letTheKeysGo();
    desk.stripe.will('be_unavailable');
    expect(await desk.recover()).toMatchObject({ outcome: 'unreachable' });
    expect(desk.payment().state).toBe('in_doubt');
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
  });

  test('sends nothing that would still be under way when the key is given up, and concludes nothing until it is', async () => {
    const { keyTtlSeconds, requestSeconds } = LIMITS;
    const kept = await aChargeThatMet('lose_request');
    kept.clock.pass(keyTtlSeconds - requestSeconds - 1);
    await kept.recover();
    expect(kept.stripe.asked('charge')).toEqual(['p1', 'p1']);

    const going = await aChargeThatMet('lose_request');
    going.clock.pass(keyTtlSeconds - requestSeconds);
    expect(await going.recover()).toMatchObject({ outcome: 'open' });
    expect(going.stripe.asked('charge')).toEqual(['p1']);
    expect(going.payment().state).toBe('in_doubt');

    const gone = await aChargeThatMet('lose_request');
    gone.clock.pass(keyTtlSeconds);
    expect(await gone.recover()).toMatchObject({ outcome: 'settled' });
    expect(gone.stripe.asked('charge')).toEqual(['p1']);
    expect(gone.payment().state).toBe('failed');
  });

  test('leaves a capture alone that would still be under way when the key is given up', async () => {
    const desk = await aCaptureThatMet('lose_request');
    desk.clock.pass(LIMITS.keyTtlSeconds - 1);
    expect(await desk.recover()).toMatchObject({ outcome: 'open' });
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
    expect(desk.payment().operation).toMatchObject({ id: 'op-1' });
  });

  test('concludes nothing while the request itself is under way', async () => {
    const desk = await aDesk();
    const meanwhile: string[] = [];
    desk.stripe.whenAsked = async ({ call }) => {
      if (call !== 'charge') return;
      desk.letTheKeysGo();
      await desk.recover();
      meanwhile.push(desk.payment().state);
    };
    await desk.charge();
    expect(meanwhile).toEqual(['requested']);
    expect(desk.happenings).not.toContain('payment_failed');
    expect(desk.payment().state).toBe('succeeded');
  });

  test('believes Stripe when it says later that the money moved after all', async () => {
    const desk = await aChargeThatMet('lose_answer');
    desk.letTheKeysGo();
    desk.stripe.whenAsked = () => desk.stripe.intents.splice(0).forEach((intent) => hidden.push(intent));
    const hidden: typeof desk.stripe.intents = [];
    await desk.recover();
    expect(desk.payment().state).toBe('failed');
    desk.stripe.intents.push(...hidden);
    await desk.sync(desk.stripe.tell('p1'));
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(1000) });
  });
});

describe('recovering a capture or release', () => {
  test.each([
    'lose_request',
    'lose_answer',
    'be_unavailable',
    'limit_the_rate',
    'crash_before',
    'crash_after',
  ] as const)(
    'looks first, then sends the same capture under the same key, and the money moves once (%s)',
    async (behaviour) => {
      const desk = await aCaptureThatMet(behaviour);
      await desk.recover();
      expect(new Set(desk.stripe.asked('capture'))).toEqual(new Set(['op-1']));
      expect(desk.stripe.asked('retrieve')).toEqual(['pi_1']);
      expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(250) });
      expect(desk.stripe.taken).toBe(250);
    },
  );

  test('does not send what a look shows to be done', async () => {
    const desk = await aCaptureThatMet('lose_answer');
    await desk.recover();
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
  });

  test('gives it up when the key is gone and the hold is still open', async () => {
    const desk = await aCaptureThatMet('lose_request');
    desk.letTheKeysGo();
    await desk.recover();
    expect(desk.stripe.asked('capture')).toEqual(['op-1']);
    expect(desk.payment().state).toBe('authorized');
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.happenings.at(-1)).toBe('operation_refused');
    await desk.capture({ operation: 'op-2', amount: usd(250) });
    expect(desk.stripe.taken).toBe(250);
  });

  test('doesn’t give it up while the request itself is under way', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.whenAsked = async ({ call }) => {
      if (call !== 'capture') return;
      desk.letTheKeysGo();
      await desk.recover();
    };
    await desk.capture({ amount: usd(250) });
    expect(desk.happenings).not.toContain('operation_refused');
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(250) });
  });

  test('finds what was done when the key is gone', async () => {
    const desk = await aCaptureThatMet('crash_after');
    desk.letTheKeysGo();
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(250) });
    expect(desk.stripe.taken).toBe(250);
  });

  test('stays in doubt while Stripe doesn’t answer', async () => {
    const desk = await aCaptureThatMet('lose_request');
    desk.stripe.will('lose_request');
    await desk.recover();
    expect(desk.payment().isInDoubt).toBe(true);
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
  });

  test('gives it up when the key keeps an error and the hold is still open', async () => {
    const desk = await aCaptureThatMet('break_off');
    expect(desk.payment().isInDoubt).toBe(true);
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'authorized', operation: undefined });
    await desk.capture({ operation: 'op-2', amount: usd(250) });
    expect(desk.stripe.taken).toBe(250);
  });

  test('finds what was done when the key keeps an error', async () => {
    const desk = await aCaptureThatMet('save_an_error');
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(250) });
    expect(desk.stripe.taken).toBe(250);
  });

  test('settles a release in the same way', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('crash_before');
    await desk.release().catch(() => undefined);
    await desk.recover();
    expect(desk.payment().state).toBe('released');
    expect(desk.stripe.held).toBe(0);
  });

  test('believes what somebody did in Stripe meanwhile', async () => {
    const desk = await aDeskWithAHold();
    desk.stripe.will('lose_request');
    await desk.release();
    desk.stripe.captureThere('p1', usd(600));
    await desk.recover();
    expect(desk.payment().toData()).toMatchObject({ state: 'succeeded', captured: usd(600) });
    expect(desk.stripe.asked('release')).toEqual(['op-1']);
  });
});

describe('recovering what needs no recovery', () => {
  test.each(['succeeded', 'declined', 'requires_action'])(
    'asks nobody about one that is %s',
    async (state) => {
      const behaviour = ({ declined: 'decline', requires_action: 'require_authentication' } as const)[state];
      const desk = await aChargeThatMet(...(behaviour ? [behaviour] : []));
      expect(desk.payment().state).toBe(state);
      const { length } = desk.stripe.requests;
      await desk.recover();
      expect(desk.stripe.requests).toHaveLength(length);
    },
  );

  test('asks nobody about an open hold, or a payment that isn’t there', async () => {
    const desk = await aDeskWithAHold();
    const { length } = desk.stripe.requests;
    await desk.recover();
    await desk.recover('nope');
    expect(desk.stripe.requests).toHaveLength(length);
  });

  test('by several at once moves the money once', async () => {
    const desk = await aChargeThatMet('crash_before');
    await Promise.all(Array.from({ length: 10 }, () => desk.recover()));
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.happenings.filter((type) => type === 'charge_succeeded')).toHaveLength(1);
  });
});
