import { aDesk, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';

async function aDeclinedCharge(): Promise<Desk> {
  const desk = await aDesk();
  desk.stripe.will('decline');
  await desk.charge({ amount: usd(600) });
  return desk;
}

describe('closing what was declined', () => {
  test('cancels it in Stripe, and leaves the payment declined', async () => {
    const desk = await aDeclinedCharge();
    await expect(desk.links.closeDeclined()).resolves.toBe('closed');
    expect(desk.stripe.intents.map(({ status }) => status)).toEqual(['canceled']);
    expect(desk.payment().state).toBe('declined');
    await expect(desk.links.closeDeclined()).resolves.toBe('closed');
  });

  test('what somebody paid by then is on the booking', async () => {
    const desk = await aDeclinedCharge();
    desk.stripe.captureThere('p1');
    await expect(desk.links.closeDeclined()).resolves.toBe('closed');
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.booking().amounts.captured).toEqual(usd(600));
  });
});
