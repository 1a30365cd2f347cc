import { AMEX, INSUFFICIENT_FUNDS, VISA } from '../../support/domain/an-intent.js';
import { hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const later = (desk: RulesDesk, days: number) => {
  desk.passDays(days);
  return desk.letRulesAct();
};

function addAmex(desk: RulesDesk, primary: string): void {
  const wallet = desk.unitOfWork.stored.wallets.get('customer-1');
  if (!wallet) throw new Error('The customer has no cards.');
  const added = { ...AMEX, addedAt: desk.clock.now(), stripeCustomer: 'cus_1' };
  desk.unitOfWork.stored.wallets.set('customer-1', { ...wallet, cards: [...wallet.cards, added], primary });
}

function removeVisa(desk: RulesDesk): void {
  const wallet = desk.unitOfWork.stored.wallets.get('customer-1');
  if (!wallet) throw new Error('The customer has no cards.');
  const cards = wallet.cards.filter(({ id }) => id !== VISA.id);
  desk.unitOfWork.stored.wallets.set('customer-1', { ...wallet, cards, primary: AMEX.id });
}

const asked = (desk: RulesDesk) => desk.stripe.intents.map(({ order }) => order.paymentMethod);

describe('a card that was declined is asked again', () => {
  it('and not another one of the customer’s', async () => {
    const desk = await aDeskWithRules();
    addAmex(desk, VISA.id);
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24] } });
    desk.stripe.will('decline');
    await desk.charge({ payment: 'p1', amount: usd(600), paymentMethod: AMEX.id, isOnFile: true });
    await later(desk, 1.1);
    expect(asked(desk)).toEqual([AMEX.id, AMEX.id]);
  });

  it('unless another one was added since, to be charged from then on', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24] } });
    desk.stripe.will('decline');
    await desk.charge({ payment: 'p1', amount: usd(600) });
    desk.passMinutes(60);
    addAmex(desk, AMEX.id);
    await later(desk, 1.1);
    expect(asked(desk)).toEqual([VISA.id, AMEX.id]);
  });

  it('unless it is gone: that is for people', async () => {
    const desk = await aDeskWithRules();
    addAmex(desk, VISA.id);
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24] } });
    desk.passMinutes(1);
    desk.stripe.will('decline');
    await desk.charge({ payment: 'p1', amount: usd(600) });
    removeVisa(desk);
    await later(desk, 1.1);
    expect([asked(desk), desk.outcomes]).toEqual([[VISA.id], [['refused', 'card_gone']]]);
  });

  it('also when an attempt in between never reached its bank', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24] } });
    desk.stripe.will('decline', 'lock_out');
    await desk.charge({ payment: 'p1', amount: usd(600) });
    await desk.charge({ payment: 'p2', amount: usd(600) });
    expect(desk.payment('p2').state).toBe('failed');
    await later(desk, 1.1);
    expect(desk.outcomes).toEqual([['done']]);
  });
});

it('a hold isn’t renewed on a card that was declined for good for another booking', async () => {
  const desk = await aDeskWithRules();
  await desk.register({
    ids: { booking: 'booking-2', customer: 'customer-2', payment: 'first-2' },
    reference: 'T-2',
    startsAt: hoursAfter(NOW, 24 * 30),
  });
  await desk.placeHold({ amount: usd(600) });
  desk.stripe.refusal = { ...INSUFFICIENT_FUNDS, declineCode: 'stolen_card', retryable: false };
  desk.passMinutes(1);
  desk.stripe.will('decline');
  await desk.charge({ booking: 'booking-2', payment: 'q1', paymentMethod: VISA.id });
  addAmex(desk, AMEX.id);
  await desk.activeRule({ task: { kind: 'reauthorize_holds', hours: 24 } });
  await later(desk, 6.1);
  expect(desk.outcomes).toEqual([['refused', 'card_must_not_be_retried']]);
});

describe('a secret key that Stripe refuses', () => {
  it('pauses the rule, with the reason, and uses nothing up that is due', async () => {
    const desk = await aDeskWithRules();
    await desk.register({
      ids: { booking: 'booking-2', customer: 'customer-2', payment: 'first-2' },
      reference: 'T-2',
    });
    await desk.activeRule();
    desk.stripe.will('lock_out');
    await later(desk, 16);
    expect(desk.rule().isActive).toBe(false);
    expect(desk.outcomes).toEqual([
      ['skipped', 'stripe_locked_out'],
      ['skipped', 'rule_paused'],
    ]);
    await desk.activate({ includesDue: true });
    await later(desk, 0.1);
    expect(desk.stripe.taken).toBe(2000);
    expect(desk.outcomes.slice(2)).toEqual([['done'], ['done']]);
  });

  it('lets a hold be captured later', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.activeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 24 * 25 } },
    });
    desk.stripe.will('lock_out');
    await later(desk, 5.1);
    expect([desk.rule().isActive, desk.outcomes]).toEqual([false, [['skipped', 'stripe_locked_out']]]);
    await desk.activate({ includesDue: true });
    await later(desk, 0.1);
    expect(desk.stripe.taken).toBe(600);
  });
});

it('a card that many bookings are paid with is asked no more often than is allowed, also at once', async () => {
  const desk = await aDeskWithRules();
  for (let number = 2; number < 17; number += 1)
    await desk.register({
      ids: { booking: `booking-${number}`, customer: `customer-${number}`, payment: `first-${number}` },
      reference: `T-${number}`,
    });
  await desk.activeRule();
  desk.passDays(16);
  await desk.look();
  desk.stripe.will(...Array.from({ length: 40 }, () => 'decline' as const));
  for (let number = 1; number < 17; number += 4)
    await Promise.all([0, 1, 2, 3].map((nth) => desk.perform(`action-${number + nth}`)));
  expect(desk.stripe.asked('charge').length).toBeLessThanOrEqual(9);
});
