import { ANA, hoursAfter, NOW } from '../../support/domain/causes.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const later = (desk: RulesDesk, days: number) => {
  desk.passDays(days);
  return desk.letRulesAct();
};

describe('a rule itself', () => {
  it('stops when nothing but declines comes of it', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    for (let number = 2; number < 24; number += 1)
      await desk.register({
        ids: { booking: `booking-${number}`, customer: `customer-${number}`, payment: `first-${number}` },
        reference: `T-${number}`,
        contact: { name: 'Somebody', email: `somebody${number}@example.com` },
        startsAt: hoursAfter(NOW, 24 * 16),
      });
    desk.stripe.will(...Array.from({ length: 40 }, () => 'decline' as const));
    await later(desk, 3);
    expect(desk.rule().isActive).toBe(false);
    expect(desk.outcomes.filter(([state]) => state === 'declined')).toHaveLength(20);
    expect(desk.outcomes.filter(([, why]) => why === 'rule_paused')).toHaveLength(2);
  });

  it('is called as no other is, is changed on the version that was seen, and is turned on by whoever saw it', async () => {
    const desk = await aDeskWithRules();
    await desk.makeRule();
    await expectLaterRefused(
      desk.makeRule({ id: 'rule-2', name: 'BALANCE 14 days before' }),
      'rule_name_taken',
    );
    await expectLaterRefused(desk.changeRule({ name: 'X', expectedVersion: 7 }), 'rule_changed');
    await expectLaterRefused(desk.activate({ expectedVersion: 7 }), 'rule_changed');
    await expectLaterRefused(
      desk.changeRule({ task: { kind: 'charge_before_start', days: 400, at: '09:00' } }),
      'rule_not_accepted',
      { field: 'days' },
    );
    await desk.activate({ expectedVersion: 1 });
    await desk.activate({ expectedVersion: 1 });
    expect(desk.rule().version).toBe(2);
    await desk.changeRule({ name: 'Balance', by: ANA });
    expect(desk.rule()).toMatchObject({ name: 'Balance', isActive: true });
  });
});
