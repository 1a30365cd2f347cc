import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const jobsOf = (desk: RulesDesk) =>
  desk.unitOfWork.stored.jobs.filter(({ name }) => name === 'perform-rule-action');

describe('the jobs of an action', () => {
  it('don’t grow in number when answers to commits are lost, or one is handed out twice', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    desk.stripe.will('require_authentication');
    await desk.charge({ payment: 'theirs', amount: usd(400) });
    await desk.look();
    expect(jobsOf(desk)).toHaveLength(1);
    desk.unitOfWork.stored.jobs.length = 0;
    desk.unitOfWork.loseAnswersToCommits(2);
    await desk.perform();
    await desk.perform();
    expect(jobsOf(desk)).toHaveLength(1);
  });

  it('come back when they failed for good', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    await desk.look();
    desk.unitOfWork.stored.jobs.length = 0;
    desk.passMinutes(11 * 60);
    await desk.recall();
    expect(jobsOf(desk)).toEqual([]);
    desk.passMinutes(2 * 60);
    await Promise.all([desk.recall(), desk.recall()]);
    await desk.recall();
    expect(jobsOf(desk)).toHaveLength(1);
    await desk.letRulesAct();
    expect([desk.stripe.taken, desk.outcomes]).toEqual([1000, [['done']]]);
  });

  it('that are about a hold go before charges', async () => {
    const desk = await aDeskWithRules();
    await desk.placeHold({ amount: usd(600) });
    await desk.activeRule({ task: { kind: 'reauthorize_holds', hours: 24 } });
    await desk.activeRule({
      id: 'rule-2',
      name: 'Charge',
      task: { kind: 'charge_before_start', days: 25, at: '09:00' },
    });
    desk.passDays(6.1);
    await desk.look();
    expect(
      jobsOf(desk)
        .map(({ isUrgent }) => isUrgent)
        .toSorted(),
    ).toEqual([false, true]);
  });
});

it('a rule whose look fails every time lets the others look', async () => {
  const desk = await aDeskWithRules();
  await desk.activeRule({ scope: { newBookingsOnly: false, service: 'Broken' } });
  await desk.activeRule({ id: 'rule-2', name: 'Another' });
  desk.passDays(16);
  desk.lookFailsFor('rule-1');
  await expect(desk.look()).rejects.toThrow('It can’t be looked at.');
  await desk.letRulesAct();
  expect(desk.outcomes).toEqual([['done']]);
});
