import { hoursAfter } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

async function hourByHour(desk: RulesDesk, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    desk.passMinutes(60);
    await desk.letRulesAct();
  }
}

/** Renews holds, and captures them so long after the start. */
async function renewAndCapture(desk: RulesDesk, hours: number, after: number): Promise<void> {
  await desk.activeRule({ task: { kind: 'reauthorize_holds', hours } });
  const timing = { side: 'after', unit: 'hours', count: after } as const;
  await desk.activeRule({ id: 'rule-2', name: 'Capture', task: { kind: 'capture_holds', timing } });
}

describe('a hold', () => {
  it('whose renewal needs the customer stands, and is captured at its time', async () => {
    const desk = await aDeskWithRules();
    desk.passDays(25);
    await desk.placeHold({ amount: usd(600) });
    await renewAndCapture(desk, 72, 1);
    desk.stripe.will('require_authentication');
    desk.passDays(4.1);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['refused', 'authentication_required']]);
    expect([desk.payment('action-1').state, desk.payment('p1').state]).toEqual(['released', 'authorized']);
    await hourByHour(desk, 24);
    expect([desk.stripe.taken, desk.outcomes[1]]).toEqual([600, ['done']]);
  });

  it('stands too where giving the renewal up broke off at first', async () => {
    const desk = await aDeskWithRules();
    desk.passDays(25);
    await desk.placeHold({ amount: usd(600) });
    await renewAndCapture(desk, 72, 1);
    desk.stripe.will('require_authentication', 'crash_before');
    desk.passDays(4.1);
    await desk.letRulesAct().catch(() => undefined);
    expect(desk.outcomes).toEqual([['customer_needed', 'authentication_required']]);
    await desk.recover('action-1');
    await hourByHour(desk, 24);
    expect(desk.outcomes).toEqual([['refused', 'authentication_required'], ['done']]);
    expect(desk.stripe.taken).toBe(600);
  });

  it('that was renewed a moment after it was to be captured is captured all the same', async () => {
    const desk = await aDeskWithRules();
    desk.passDays(25);
    await desk.placeHold({ amount: usd(600) });
    await renewAndCapture(desk, 48, 0);
    desk.passDays(5);
    desk.unitOfWork.stored.presences.set('booking-1', { attendedUntil: hoursAfter(desk.clock.now(), 0.1) });
    await desk.letRulesAct();
    await hourByHour(desk, 48);
    expect(desk.stripe.taken).toBe(600);
  });

  it('that was placed later than it would be captured isn’t, however often it is renewed', async () => {
    const desk = await aDeskWithRules();
    desk.passDays(30.1);
    await desk.placeHold({ amount: usd(600) });
    await renewAndCapture(desk, 24, 0);
    await hourByHour(desk, 24 * 8);
    expect(desk.payment('p1').state).toBe('released');
    expect(desk.stripe.taken).toBe(0);
  });
});
