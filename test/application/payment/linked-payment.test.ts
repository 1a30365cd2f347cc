import { aDesk } from '../../support/application/a-desk.js';
import { anIntent } from '../../support/domain/an-intent.js';
import { usd } from '../../support/domain/money.js';

async function aDeskWithALinkedHold() {
  const desk = await aDesk();
  await desk.sync(desk.stripe.payThere({ name: 'h', kind: 'hold', amount: usd(400) }));
  const { payment } = await desk.link();
  return { desk, payment };
}

describe('a hold that was made in Stripe and linked', () => {
  test('is followed when it is raised and captured there, in any order', async () => {
    const grown = anIntent(usd(700), 'pi_1');
    const life = [{ report: grown.authorized() }, { report: grown.succeeded() }];
    for (const order of [life, life.toReversed()]) {
      const { desk } = await aDeskWithALinkedHold();
      for (const said of order) await desk.sync(said);
      expect(desk.booking().amounts).toMatchObject({ captured: usd(700), held: usd(0) });
    }
  });

  test('counts as raised against what may be charged', async () => {
    const { desk, payment } = await aDeskWithALinkedHold();
    await desk.sync({ report: anIntent(usd(700), 'pi_1').authorized() });
    await desk.sync({ report: anIntent(usd(400), 'pi_1').authorized() });
    expect(desk.payment(payment).amount).toEqual(usd(700));
    expect(desk.booking().amounts).toMatchObject({ held: usd(700), chargeable: usd(300) });
  });

  test('is followed when more is captured than was held', async () => {
    const { desk, payment } = await aDeskWithALinkedHold();
    await desk.sync({ report: anIntent(usd(400), 'pi_1').succeeded({ received: usd(450) }) });
    expect(desk.booking().amounts.captured).toEqual(usd(450));
    expect(desk.payment(payment).amount).toEqual(usd(450));
  });
});
