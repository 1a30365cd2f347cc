import { hoursAfter } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const later = (desk: RulesDesk, days: number) => {
  desk.passDays(days);
  return desk.letRulesAct();
};

async function hourByHour(desk: RulesDesk, hours: number, each = (_hour: number) => Promise.resolve()) {
  for (let hour = 0; hour < hours; hour += 1) {
    desk.passMinutes(60);
    await each(hour);
    await desk.letRulesAct();
  }
}

describe('a customer whose payment in Stripe nobody has linked yet', () => {
  it('isn’t charged by a rule until somebody has, and then for the rest', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.charge({ payment: 'deposit', amount: usd(100) });
    await desk.sync(desk.stripe.payThere({ amount: usd(400) }));
    await later(desk, 16);
    expect(desk.outcomes).toEqual([['waiting', 'unmatched_payment']]);
    expect(desk.stripe.taken).toBe(500);
    await desk.link();
    await hourByHour(desk, 2);
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['done']]]);
  });

  it('is left to people after three days', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.charge({ payment: 'deposit', amount: usd(100) });
    await desk.sync(desk.stripe.payThere({ amount: usd(900) }));
    await later(desk, 16);
    await hourByHour(desk, 75);
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['given_up', 'unmatched_payment']]]);
  });

  it('may have a hold of theirs renewed, and not captured', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.sync(desk.stripe.payThere({ amount: usd(400) }));
    await desk.activeRule({ task: { kind: 'reauthorize_holds', hours: 24 } });
    await desk.activeRule({
      id: 'rule-2',
      name: 'Capture',
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 24 * 25 } },
    });
    await later(desk, 5.1);
    expect(desk.outcomes).toEqual([['waiting', 'unmatched_payment']]);
    await later(desk, 1);
    await later(desk, 0.1);
    expect(desk.outcomes.slice(0, 2)).toEqual([['nothing_to_do', 'no_longer_open'], ['done']]);
    expect(desk.stripe.taken).toBe(400);
  });
});

describe('what is given back after the day on which it would have been charged', () => {
  it('and is still owed isn’t taken again by itself', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.charge({ payment: 'ahead' });
    await later(desk, 16);
    await later(desk, 3);
    await desk.refund({ payment: 'ahead', operation: 'r1', amount: usd(400), stillOwed: true });
    await hourByHour(desk, 5);
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, []]);
  });

  it('isn’t charged either where it was cash that was written down by mistake', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.collect({ payment: 'cash', amount: usd(1000) });
    await later(desk, 16);
    await later(desk, 3);
    await desk.reverse({ payment: 'cash' });
    await hourByHour(desk, 5);
    expect([desk.stripe.taken, desk.outcomes]).toEqual([0, []]);
  });

  it('before that day is charged on it', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.charge({ payment: 'ahead' });
    await later(desk, 3);
    await desk.refund({ payment: 'ahead', operation: 'r1', amount: usd(400), stillOwed: true });
    await later(desk, 14);
    expect(desk.stripe.taken).toBe(1400);
  });
});

describe('what comes to be owed after its day, before the booking starts, is charged', () => {
  it('when the booking is put forward', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await later(desk, 15);
    await desk.change({ details: { startsAt: hoursAfter(desk.clock.now(), 24 * 3) } });
    await hourByHour(desk, 48);
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['done']]]);
  });

  it('when a hold that covered it is given back', async () => {
    const desk = await aDeskWithRules();
    desk.passDays(15);
    await desk.placeHold({ payment: 'h', amount: usd(1000) });
    await desk.activeRule();
    await hourByHour(desk, 24 * 10, async (hour) => {
      if (hour === 24 * 9) await desk.sync(desk.stripe.cancelThere('h'));
    });
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['done']]]);
  });

  it('when its total is raised, and not once it has started', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await desk.charge({ payment: 'ahead' });
    await hourByHour(desk, 24 * 25);
    await desk.changeTotal(usd(1500));
    await hourByHour(desk, 3);
    expect(desk.stripe.taken).toBe(1500);
    const other = await aDeskWithRules();
    await other.activeRule();
    await other.charge({ payment: 'ahead' });
    await hourByHour(other, 24 * 31);
    await other.changeTotal(usd(1500));
    await hourByHour(other, 3);
    expect(other.stripe.taken).toBe(1000);
  });
});
