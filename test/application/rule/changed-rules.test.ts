import { hoursAfter } from '../../support/domain/causes.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, withChanged, type RulesDesk } from '../../support/application/rules-desk.js';

const personActs = (desk: RulesDesk, hours: number) =>
  desk.unitOfWork.stored.presences.set('booking-1', { attendedUntil: hoursAfter(desk.clock.now(), hours) });

/** An action of rule-1 is due and found, and not done yet. */
async function aFoundAction(): Promise<RulesDesk> {
  const desk = await aDeskWithRules();
  await desk.activeRule();
  desk.passDays(16);
  await desk.look();
  return desk;
}

/** Something happens once, between an action's decision and its payment. */
function beforeItIsAsked(desk: RulesDesk, happens: () => Promise<unknown>): void {
  desk.beforeAsking = async () => {
    desk.beforeAsking = () => Promise.resolve();
    await happens();
  };
}

describe('what a rule found', () => {
  it('isn’t done under another kind of rule: what a rule is for stays', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    await expectLaterRefused(desk.changeRule({ task: { kind: 'charge_on_complete' } }), 'rule_not_accepted', {
      field: 'kind',
    });
    expect(desk.rule().isActive).toBe(true);
  });

  it('doesn’t outlive a change and being turned on without what is due', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.activeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 24 * 25 } },
    });
    desk.passDays(5.1);
    personActs(desk, 0.2);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['waiting', 'person_acting']]);
    await desk.changeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 24 * 26 } },
    });
    await desk.activate();
    desk.passMinutes(20);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['skipped', 'due_before']]);
    expect(desk.stripe.taken).toBe(0);
  });

  it('at a completion isn’t done after the booking was put back and completed again', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule({ task: { kind: 'charge_on_complete' } });
    desk.passDays(31);
    await desk.changeLife();
    personActs(desk, 1);
    await desk.letRulesAct();
    desk.passMinutes(10);
    await desk.changeLife({ decision: 'd2', life: 'scheduled' });
    desk.passMinutes(10);
    await desk.changeLife({ decision: 'd3' });
    await desk.letRulesAct();
    desk.passMinutes(61);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['nothing_to_do', 'no_longer_open'], ['done']]);
    expect(desk.stripe.taken).toBe(1000);
  });
});

describe('a rule that is paused after deciding and before its payment is stored', () => {
  it('asks for nothing', async () => {
    const desk = await aFoundAction();
    beforeItIsAsked(desk, () => desk.pause());
    await desk.perform();
    desk.passMinutes(1);
    await desk.perform();
    expect([desk.stripe.taken, desk.outcomes]).toEqual([0, [['skipped', 'rule_paused']]]);
  });

  it('asks for nothing either where a second runner told it as skipped', async () => {
    const desk = await aFoundAction();
    beforeItIsAsked(desk, async () => {
      await desk.pause();
      await desk.perform();
    });
    await desk.perform();
    expect([desk.stripe.taken, desk.outcomes]).toEqual([0, [['skipped', 'rule_paused']]]);
  });

  it('doesn’t capture', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.activeRule({
      task: { kind: 'capture_holds', timing: { side: 'before', unit: 'hours', count: 24 * 25 } },
    });
    desk.passDays(5.1);
    await desk.look();
    beforeItIsAsked(desk, () => desk.pause());
    await desk.perform();
    expect(desk.stripe.taken).toBe(0);
  });
});

it('a person who comes between two runners is waited for, and then it is done and told so', async () => {
  const desk = await aFoundAction();
  beforeItIsAsked(desk, () => {
    personActs(desk, 0.1);
    return desk.perform();
  });
  await desk.perform();
  expect([desk.stripe.taken, desk.outcomes]).toEqual([0, [['waiting', 'person_acting']]]);
  desk.passMinutes(10);
  await desk.perform();
  expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['done']]]);
});

it('a change on an older version is refused also when its connection died before anything was stored', async () => {
  const desk = await aDeskWithRules();
  await desk.makeRule();
  await desk.changeRule({ task: { kind: 'charge_before_start', days: 7, at: '09:00' } });
  const run = desk.unitOfWork.run.bind(desk.unitOfWork);
  desk.unitOfWork.run = (work) => run((transaction) => work(withChanged(transaction, { isRepeated: true })));
  const task = { kind: 'charge_before_start', days: 30, at: '09:00' } as const;
  await expectLaterRefused(desk.changeRule({ task, expectedVersion: 1 }), 'rule_changed');
  // What was stored by the earlier run is no longer refused.
  await desk.changeRule({ task: { kind: 'charge_before_start', days: 7, at: '09:00' }, expectedVersion: 1 });
});
