import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';
import { ANA, BEN } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

/** A rule that was to charge $10 met a card that may not be asked. */
async function aRefusedAction(): Promise<RulesDesk> {
  const desk = await aDeskWithRules();
  desk.stripe.refusal = { ...desk.stripe.refusal, declineCode: 'stolen_card' };
  desk.stripe.will('decline');
  await desk.charge();
  await desk.activeRule();
  desk.passDays(16);
  await desk.letRulesAct();
  expect(desk.outcomes).toEqual([['refused', 'card_must_not_be_retried']]);
  return desk;
}

describe('what a rule left undone', () => {
  it('is dismissed once, by whoever says so first, and told as before', async () => {
    const desk = await aRefusedAction();
    await desk.dismiss();
    const [dismissed] = desk.actions;
    desk.passMinutes(5);
    await desk.dismiss('action-1', BEN);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.dismiss('action-1', BEN);
    expect(desk.actions).toEqual([dismissed]);
    expect(dismissed).toMatchObject({ state: 'refused', dismissed: { by: { name: ANA.name } } });
  });

  it('is dismissed by itself once nothing is owed any more, and not before', async () => {
    const desk = await aRefusedAction();
    await desk.conclude();
    expect(desk.actions[0]?.dismissed).toBeUndefined();
    await desk.collect({ payment: 'cash', amount: usd(1000) });
    await desk.conclude();
    expect(desk.actions[0]?.dismissed?.by.kind).toBe('system');
  });

  it('is all that can be', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    await desk.letRulesAct();
    await expectLaterRefused(desk.dismiss(), 'rule_action_state', { state: 'done' });
    await expectLaterRefused(desk.dismiss('action-9'), 'rule_action_not_found');
  });
});
