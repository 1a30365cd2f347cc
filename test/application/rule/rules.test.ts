import { INSUFFICIENT_FUNDS } from '../../support/domain/an-intent.js';
import { hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const later = (desk: RulesDesk, days: number) => {
  desk.passDays(days);
  return desk.letRulesAct();
};

/** Other bookings than booking-1, for the same customer and card. */
const another = (desk: RulesDesk, number: number, days: number) =>
  desk.register({
    ids: { booking: `booking-${number}`, customer: `customer-${number}`, payment: `first-${number}` },
    reference: `T-${number}`,
    startsAt: hoursAfter(desk.clock.now(), 24 * days),
  });

describe('a rule that charges before the start', () => {
  it('charges all that is chargeable on its day, in its own name, once', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await later(desk, 15);
    expect(desk.stripe.taken).toBe(0);
    await later(desk, 1);
    await later(desk, 1);
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.outcomes).toEqual([['done']]);
    const { requestedBy, id } = desk.payment('action-1').toData();
    expect(id).toBe('action-1');
    expect(requestedBy).toEqual({ kind: 'rule', id: 'rule-1', name: 'Balance 14 days before' });
  });

  it('takes only what is left beside a hold and a deposit', async () => {
    const desk = await aDeskWithRules();
    await desk.charge({ payment: 'deposit', amount: usd(300) });
    await desk.activeRule();
    await later(desk, 16);
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.actions[0]?.amount).toEqual(usd(700));
  });

  it('does nothing while it is paused, nor on what came due meanwhile', async () => {
    const desk = await aDeskWithRules();
    await desk.makeRule();
    await later(desk, 17);
    await desk.activate();
    await later(desk, 1);
    expect(desk.actions).toEqual([]);
  });

  it('acts on what came due before when staff say so', async () => {
    const desk = await aDeskWithRules();
    await desk.makeRule();
    await later(desk, 17);
    await desk.activate({ includesDue: true });
    await later(desk, 0);
    expect(desk.stripe.taken).toBe(1000);
  });

  it('acts on a booking that is made later than its day, once it is all there', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(1);
    await another(desk, 2, 3);
    await later(desk, 0);
    expect(desk.outcomes).toEqual([['waiting', 'just_registered']]);
    desk.passMinutes(6);
    await later(desk, 0);
    expect(desk.booking('booking-2').paymentStatus).toBe('charged_in_full');
    expect(desk.actions).toHaveLength(1);
  });

  it('leaves old bookings alone that are taken in after they began', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await another(desk, 2, -10);
    await later(desk, 0);
    expect(desk.actions).toEqual([]);
  });

  it('charges nobody who cancelled', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.end({ terms: { fee: usd(500), holds: 'release', taken: 'leave' } });
    await later(desk, 16);
    expect(desk.actions).toEqual([]);
  });

  it('takes only bookings in its scope', async () => {
    const desk = await aDeskWithRules();
    desk.passMinutes(1);
    await desk.activeRule({ scope: { newBookingsOnly: true } });
    await desk.activeRule({
      id: 'rule-2',
      name: 'Sailing',
      scope: { newBookingsOnly: false, service: 'sail' },
    });
    await later(desk, 16);
    expect(desk.actions).toEqual([]);
  });

  it('does the same occasion once, however it is set afterwards', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.stripe.will('decline');
    await later(desk, 16);
    await desk.changeRule({ task: { kind: 'charge_before_start', days: 7, at: '09:00' } });
    expect(desk.rule().isActive).toBe(false);
    await desk.activate({ includesDue: true });
    await later(desk, 8);
    expect(desk.outcomes).toEqual([['declined', INSUFFICIENT_FUNDS.declineCode]]);
    expect(desk.stripe.asked('charge')).toEqual(['action-1']);
  });

  it('says that there is no card, and waits three days for one', async () => {
    const desk = await aDeskWithRules();
    await desk.register({
      ids: { booking: 'booking-2', customer: 'customer-2', payment: 'first-2' },
      reference: 'T-2',
      contact: { name: 'No Card', email: 'none@example.com' },
      paymentMethod: undefined,
      startsAt: hoursAfter(NOW, 24 * 15),
    });
    await desk.activeRule();
    await later(desk, 2);
    for (let days = 0; days < 2; days += 1) {
      await later(desk, 1);
      expect(desk.outcomes).toEqual([['waiting', 'no_card']]);
    }
    await later(desk, 1.1);
    expect(desk.outcomes).toEqual([['given_up', 'no_card']]);
  });
});

describe('once for an occasion', () => {
  it('when two instances take the same job at the same moment', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    await Promise.all([desk.look(), desk.look()]);
    await Promise.all([desk.perform(), desk.perform()]);
    desk.passMinutes(1);
    await desk.perform();
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.outcomes).toEqual([['done']]);
  });

  it('when two rules are for the same: the second finds nothing left', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.activeRule({ id: 'rule-2', name: 'Another' });
    desk.passDays(16);
    await desk.look();
    await desk.perform('action-1');
    await desk.perform('action-2');
    expect(desk.stripe.taken).toBe(1000);
    expect(desk.outcomes).toEqual([['done'], ['nothing_to_do', 'nothing_left']]);
  });

  it('when it is paused between finding and acting, until staff turn it on again and say so', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    await desk.look();
    await desk.pause('rule-1', 'Holiday');
    await desk.perform();
    expect(desk.outcomes).toEqual([['skipped', 'rule_paused']]);
    await desk.activate({ includesDue: true });
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['skipped', 'rule_paused'], ['done']]);
    expect(desk.stripe.taken).toBe(1000);
  });
});

describe('other rules', () => {
  it('charge when the booking is marked complete', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'charge_on_complete' } });
    await later(desk, 31);
    expect(desk.actions).toEqual([]);
    desk.passMinutes(1);
    await desk.changeLife();
    await later(desk, 0);
    expect(desk.stripe.taken).toBe(1000);
  });

  it('charge days after the end', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'charge_after_end', days: 2, at: '12:00' } });
    await later(desk, 31);
    expect(desk.actions).toEqual([]);
    await later(desk, 1.5);
    expect(desk.stripe.taken).toBe(1000);
  });

  it('ask a declined card again on their schedule, and then no more', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24, 48] } });
    desk.stripe.will('decline', 'decline', 'decline');
    await desk.charge({ payment: 'p1', amount: usd(600) });
    await later(desk, 0.9);
    expect(desk.actions).toEqual([]);
    await later(desk, 0.2);
    await later(desk, 1);
    expect(desk.actions).toHaveLength(1);
    await later(desk, 1.1);
    expect(desk.outcomes).toEqual([
      ['declined', 'insufficient_funds'],
      ['declined', 'insufficient_funds'],
    ]);
    await later(desk, 5);
    expect(desk.actions).toHaveLength(2);
    expect(desk.actions[0]?.amount).toEqual(usd(600));
  });

  it('never ask a card again whose bank advised against it', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24, 48] } });
    desk.stripe.refusal = { ...INSUFFICIENT_FUNDS, advice: 'do_not_try_again', retryable: false };
    desk.stripe.will('decline');
    await desk.charge({ payment: 'p1', amount: usd(600) });
    await later(desk, 1.1);
    expect(desk.outcomes).toEqual([['refused', 'card_must_not_be_retried']]);
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
  });

  it('replace a hold that ends soon', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.activeRule({ task: { kind: 'reauthorize_holds', hours: 24 } });
    await later(desk, 5.5);
    expect(desk.actions).toEqual([]);
    await later(desk, 1);
    expect(desk.outcomes).toEqual([['done']]);
    expect(desk.payment('p1').state).toBe('released');
    expect(desk.payment('action-1').state).toBe('authorized');
  });

  it('capture what is owed of a hold at their time', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 48 } },
    });
    await later(desk, 27);
    await desk.placeHold({ amount: usd(600) });
    await later(desk, 0.5);
    expect(desk.actions).toEqual([]);
    await later(desk, 1);
    expect(desk.outcomes).toEqual([['done']]);
    expect(desk.stripe.taken).toBe(600);
  });

  it('follow a capture whose outcome isn’t known', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 48 } },
    });
    desk.passDays(27);
    await desk.placeHold({ amount: usd(600) });
    desk.stripe.will('lose_answer');
    await later(desk, 1.5);
    expect(desk.outcomes).toEqual([['under_way']]);
    await desk.recover('p1');
    desk.passMinutes(1);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['done']]);
    expect(desk.stripe.taken).toBe(600);
  });
});
