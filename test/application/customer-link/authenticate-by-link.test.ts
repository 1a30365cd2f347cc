import { aDesk, keyed, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';

const BANK = { outcome: 'go', address: 'https://bank.example/pi_1' };

async function aDeskThatWaits(): Promise<Desk> {
  const desk = await aDesk();
  desk.stripe.will('require_authentication');
  await desk.charge({ amount: usd(600) });
  return desk;
}

async function aDeskWithALink(): Promise<Desk> {
  const desk = await aDeskThatWaits();
  await desk.links.askToAuthenticate();
  return desk;
}

describe('asking a customer to authenticate', () => {
  test('one link is made for a payment, and used again while it is open', async () => {
    const desk = await aDeskWithALink();
    await expect(desk.links.askToAuthenticate('p1', 'link-2')).resolves.toMatchObject({
      link: 'link-1',
      repeated: true,
    });
    expect(desk.unitOfWork.stored.links.size).toBe(1);
  });

  test('a repetition finds the link that was open, even once it is stopped', async () => {
    const desk = await aDeskWithALink();
    await desk.links.askToAuthenticate('p1', 'link-2', { idempotency: keyed('a') });
    await desk.links.stop();
    await expect(
      desk.links.askToAuthenticate('p1', 'link-3', { idempotency: keyed('a') }),
    ).resolves.toMatchObject({ link: 'link-1', repeated: true });
    expect(desk.unitOfWork.stored.links.size).toBe(1);
  });

  test('the link that is open is mailed when that is wanted, once for each wish', async () => {
    const desk = await aDeskWithALink();
    for (const link of ['link-2', 'link-3'])
      await desk.links.askToAuthenticate('p1', link, { idempotency: keyed('a'), send: true });
    const mails = [...desk.unitOfWork.stored.mails.values()];
    expect(mails.map(({ new: { cause } }) => cause)).toEqual(['customer-link:link-1:link-2']);
    expect(desk.happenings.filter((type) => type === 'link_sent')).toHaveLength(1);
  });

  test('only for a payment that waits for it', async () => {
    const desk = await aDesk();
    await desk.charge();
    await expect(desk.links.askToAuthenticate()).rejects.toMatchObject({ code: 'payment_state' });
  });

  test('only for what is still owed: not once it was settled otherwise', async () => {
    const desk = await aDeskThatWaits();
    await desk.collect({ payment: 'p2', amount: usd(700) });
    await expect(desk.links.askToAuthenticate()).rejects.toMatchObject({
      code: 'no_longer_owed',
      details: { amount: 600, outstanding: 300 },
    });
    expect(desk.unitOfWork.stored.links.size).toBe(0);
  });

  test('leads to the bank with the same PaymentIntent, and the booking follows', async () => {
    const desk = await aDeskWithALink();
    await expect(desk.links.authenticate()).resolves.toEqual(BANK);
    expect(desk.payment().state).toBe('requires_action');
    desk.links.pages.answerBank('p1', 'yes');
    await desk.links.comeBack();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.stripe.intents).toHaveLength(1);
    expect(desk.stripe.taken).toBe(600);
  });

  test('pressing again while the bank asks leads to the same question', async () => {
    const desk = await aDeskWithALink();
    await desk.links.authenticate('attempt-1');
    await expect(desk.links.authenticate('attempt-2')).resolves.toEqual(BANK);
    expect(desk.links.pages.requests.filter((request) => request.startsWith('confirm'))).toEqual([
      'confirm attempt-1',
    ]);
  });

  test('who failed may try again', async () => {
    const desk = await aDeskWithALink();
    await desk.links.authenticate('attempt-1');
    desk.links.pages.answerBank('p1', 'no');
    await desk.links.comeBack();
    expect(desk.payment().state).toBe('requires_action');
    await expect(desk.links.authenticate('attempt-2')).resolves.toEqual(BANK);
    expect(desk.links.pages.requests).toContain('confirm attempt-2');
  });

  test('a confirmation whose answer was lost is found, not asked for again', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_answer');
    await expect(desk.links.authenticate('attempt-1')).resolves.toEqual({ outcome: 'wait' });
    await expect(desk.links.authenticate('attempt-2')).resolves.toEqual(BANK);
  });

  test('one that never arrived is asked for again under its own key', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_request');
    await expect(desk.links.authenticate('attempt-1')).resolves.toEqual({ outcome: 'wait' });
    await expect(desk.links.authenticate('attempt-2')).resolves.toEqual(BANK);
    expect(desk.links.pages.requests.filter((request) => request.startsWith('confirm'))).toEqual([
      'confirm attempt-1',
      'confirm attempt-1',
    ]);
  });

  test('while Stripe can’t be reached, nothing is begun', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('be_unavailable');
    await expect(desk.links.authenticate()).resolves.toEqual({ outcome: 'wait' });
    expect(desk.links.link().attempt).toBeUndefined();
  });
});

describe('a payment that isn’t owed any more', () => {
  test.each([
    ['is paid in cash', (desk: Desk) => desk.collect({ payment: 'cash', amount: usd(401) })],
    ['is taken off the total', (desk: Desk) => desk.changeTotal(usd(599))],
  ])('isn’t confirmed once what it would take %s', async (_how, settle) => {
    const desk = await aDeskWithALink();
    await settle(desk);
    await expect(desk.links.authenticate()).resolves.toEqual({ outcome: 'look' });
    expect(desk.links.pages.requests).toEqual([]);
    expect(desk.stripe.taken).toBe(0);
  });

  test('isn’t confirmed either when it is paid while Stripe is asked how it stands', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.meanwhile(() => desk.collect({ payment: 'cash', amount: usd(401) }));
    await expect(desk.links.authenticate()).resolves.toEqual({ outcome: 'look' });
    expect(desk.links.pages.requests).toEqual(['look at pi_1']);
  });

  test('is confirmed as long as all of it is owed', async () => {
    const desk = await aDeskWithALink();
    await desk.collect({ payment: 'cash', amount: usd(400) });
    await expect(desk.links.authenticate()).resolves.toEqual(BANK);
  });

  test('a renewal of a hold isn’t in its own way', async () => {
    const desk = await aDesk();
    await desk.placeHold();
    desk.stripe.will('require_authentication');
    await desk.reauthorize();
    await desk.links.askToAuthenticate('p2');
    await expect(desk.links.authenticate()).resolves.toMatchObject({ outcome: 'go' });
  });
});

describe('what happens between looking and confirming', () => {
  test('a decline that nobody has told of is recorded, and not confirmed over', async () => {
    const desk = await aDeskWithALink();
    desk.stripe.declineThere('p1');
    await expect(desk.links.authenticate()).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment().state).toBe('declined');
    expect(desk.links.pages.requests).toEqual(['look at pi_1']);
  });

  test('a link that is stopped meanwhile confirms nothing', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.meanwhile(() => desk.links.stop());
    await expect(desk.links.authenticate()).rejects.toMatchObject({ code: 'link_stopped' });
    expect(desk.links.pages.requests).toEqual(['look at pi_1']);
  });
});

describe('giving up a payment that waits for authentication', () => {
  test('cancels it in Stripe, and frees the amount', async () => {
    const desk = await aDeskWithALink();
    await desk.links.giveUp();
    expect(desk.stripe.asked('giveUp')).toEqual(['op-1']);
    expect(desk.payment().state).toBe('canceled');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    await expect(desk.links.authenticate()).rejects.toMatchObject({ code: 'payment_state' });
  });

  test.each(['lose_request', 'lose_answer', 'crash_before', 'crash_after'] as const)(
    'is settled by recovery when its outcome isn’t known (%s)',
    async (how) => {
      const desk = await aDeskThatWaits();
      desk.stripe.will(how);
      await desk.links.giveUp().catch(() => undefined);
      expect(desk.booking().amounts.chargeable).toEqual(usd(400));
      await desk.recover();
      expect(desk.payment().state).toBe('canceled');
    },
  );

  test('a customer who finished it first has paid', async () => {
    const desk = await aDeskThatWaits();
    desk.stripe.captureThere('p1');
    await desk.links.giveUp();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.payment().operation).toBeUndefined();
  });

  test('nobody can begin to authenticate while it is being given up', async () => {
    const desk = await aDeskWithALink();
    desk.stripe.will('lose_request');
    await desk.links.giveUp();
    await expect(desk.links.authenticate()).rejects.toMatchObject({ code: 'operation_under_way' });
  });
});
