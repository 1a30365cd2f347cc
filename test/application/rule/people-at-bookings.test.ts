import { hoursAfter } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

const later = (desk: RulesDesk, days: number) => {
  desk.passDays(days);
  return desk.letRulesAct();
};

describe('while a person is acting', () => {
  it('it waits until they have been gone for a while', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    desk.unitOfWork.stored.presences.set('booking-1', {
      attendedUntil: hoursAfter(desk.clock.now(), 1),
    });
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['waiting', 'person_acting']]);
    desk.passMinutes(61);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['done']]);
  });

  it('it is put off while one of their payments is under way', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    desk.stripe.will('require_authentication');
    await desk.charge({ payment: 'theirs', amount: usd(400) });
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['waiting', 'payment_under_way']]);
    expect(desk.stripe.asked('charge')).toEqual(['theirs']);
  });

  it('it gives up after three days, with the reason', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    desk.stripe.will('require_authentication');
    await desk.charge({ payment: 'theirs', amount: usd(400) });
    await desk.letRulesAct();
    await later(desk, 2);
    expect(desk.outcomes).toEqual([['waiting', 'payment_under_way']]);
    await later(desk, 1.1);
    expect(desk.outcomes).toEqual([['given_up', 'payment_under_way']]);
  });

  it('a change that comes between deciding and asking is looked at anew', async () => {
    const desk = await aDeskWithRules();
    await desk.activeRule();
    desk.passDays(16);
    desk.beforeAsking = () => {
      desk.beforeAsking = () => Promise.resolve();
      return desk.collect({ payment: 'cash', amount: usd(1000) });
    };
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['waiting', 'booking_changed']]);
    desk.passMinutes(1);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['nothing_to_do', 'nothing_left']]);
    expect(desk.stripe.taken).toBe(0);
  });
});
