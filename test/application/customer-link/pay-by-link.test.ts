import { aDesk, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';

const PAGE = { outcome: 'go', address: 'https://checkout.example/cs_1' };

async function aDeskWithALink(amount = 1000): Promise<Desk> {
  const desk = await aDesk();
  await desk.links.create({ amount: usd(amount) });
  return desk;
}

async function aDeskWithAPage(amount = 1000): Promise<Desk> {
  const desk = await aDeskWithALink(amount);
  await desk.links.press();
  return desk;
}

describe('asking for money by a link', () => {
  test('asks for all that is outstanding unless told otherwise, and takes nothing by itself', async () => {
    const desk = await aDesk();
    await desk.links.create();
    expect(desk.links.link().amount).toEqual(usd(1000));
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    expect(desk.happenings.at(-1)).toBe('link_created');
  });

  test('nobody is asked for more than they owe', async () => {
    const desk = await aDesk();
    await expect(desk.links.create({ amount: usd(1001) })).rejects.toMatchObject({
      code: 'over_outstanding',
      details: { outstanding: 1000 },
    });
    await expect(desk.links.create({ amount: usd(20) })).rejects.toMatchObject({
      code: 'amount_not_accepted',
    });
    await expect(desk.links.create({ days: 91 })).rejects.toMatchObject({ code: 'link_days' });
  });

  test('the same decision makes one link', async () => {
    const desk = await aDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.links.create();
    expect(desk.unitOfWork.stored.links.size).toBe(1);
    expect(desk.happenings.filter((type) => type === 'link_created')).toHaveLength(1);
  });
});

describe('paying by a link', () => {
  test('leads to Stripe’s page, and the booking follows once it is paid', async () => {
    const desk = await aDeskWithALink();
    await expect(desk.links.press()).resolves.toEqual(PAGE);
    expect(desk.booking().amounts).toMatchObject({ inFlight: usd(1000), chargeable: usd(0) });
    expect(desk.booking().flagsAt(desk.clock.now())).not.toContain('action_required');

    desk.links.pages.pay('cs_1');
    await desk.links.comeBack();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.booking().paymentStatus).toBe('charged_in_full');
    expect(desk.happenings.slice(2)).toEqual(['checkout_requested', 'checkout_opened', 'charge_succeeded']);
  });

  test('pressing again, in another tab or at once, leads to the same page', async () => {
    const desk = await aDeskWithALink();
    const presses = await Promise.all([desk.links.press('p1'), desk.links.press('p2')]);
    expect(presses.filter(({ outcome }) => outcome === 'go')).not.toHaveLength(0);
    await expect(desk.links.press('p3')).resolves.toEqual(PAGE);
    expect(desk.links.pages.sessions).toHaveLength(1);
    expect(desk.booking().payments).toHaveLength(1);
  });

  test('a link is paid once', async () => {
    const desk = await aDeskWithAPage(600);
    desk.links.pages.pay('cs_1');
    await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'look' });
    await expect(desk.links.press('p3')).rejects.toMatchObject({ code: 'link_paid' });
    expect(desk.links.pages.taken).toBe(600);
  });

  test('asks for no more than may still be charged', async () => {
    const desk = await aDeskWithALink();
    await desk.charge({ payment: 'c1', amount: usd(700) });
    await desk.links.press();
    expect(desk.payment('p1').amount).toEqual(usd(300));
  });

  test('has nothing to pay once the balance is settled otherwise', async () => {
    const desk = await aDeskWithALink();
    await desk.charge({ payment: 'c1', amount: usd(1000) });
    await expect(desk.links.press()).rejects.toMatchObject({ code: 'link_settled' });
    expect(desk.links.pages.requests).toEqual([]);
  });

  test('a rest that is too small for Stripe is nothing to pay by it', async () => {
    const desk = await aDeskWithALink();
    await desk.charge({ payment: 'c1', amount: usd(951) });
    await expect(desk.links.press()).rejects.toMatchObject({ code: 'link_settled' });
    expect(desk.links.pages.requests).toEqual([]);
  });

  test('nobody can charge what the customer is paying', async () => {
    const desk = await aDeskWithAPage();
    await expect(desk.charge({ payment: 'c1', amount: usd(1) })).rejects.toMatchObject({
      code: 'over_chargeable',
    });
  });

  test('a declined card isn’t the end: the customer may try another one there', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.pay('cs_1', 'bad');
    await desk.links.comeBack();
    expect(desk.payment().state).toBe('requires_action');
    expect(desk.booking().amounts.chargeable).toEqual(usd(0));
    expect(desk.happenings.at(-1)).toBe('checkout_declined');
    await desk.links.comeBack();
    expect(desk.happenings.at(-1)).toBe('checkout_declined');

    desk.links.pages.pay('cs_1');
    await desk.links.comeBack();
    expect(desk.payment().state).toBe('succeeded');
  });

  test('a page that ran out frees its amount, and the link leads to a new one', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.expire('cs_1');
    await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment('p1').state).toBe('canceled');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    await expect(desk.links.press('p2')).resolves.toMatchObject({ address: 'https://checkout.example/cs_2' });
  });

  test('an expired or stopped link leads nowhere', async () => {
    const desk = await aDeskWithALink();
    desk.clock.pass(7 * 24 * 3600);
    await expect(desk.links.press()).rejects.toMatchObject({ code: 'link_expired' });
    await desk.links.create({ link: 'link-2' });
    await desk.links.stop('link-2');
    await expect(desk.links.press('p1', 'link-2')).rejects.toMatchObject({ code: 'link_stopped' });
    expect(desk.booking().payments).toEqual([]);
  });

  test('while Stripe can’t be reached, who is on the page is led there all the same', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.will('be_unavailable');
    await expect(desk.links.press('p2')).resolves.toEqual(PAGE);
  });
});

describe('a page for more than is owed by now', () => {
  test('is ended, and the next press leads to one for the rest', async () => {
    const desk = await aDeskWithAPage();
    await desk.collect({ payment: 'cash', amount: usd(600) });
    await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment('p1').state).toBe('canceled');
    expect(desk.links.pages.pay('cs_1')).toBe(false);
    await expect(desk.links.press('p2')).resolves.toMatchObject({ address: 'https://checkout.example/cs_2' });
    expect(desk.payment('p2').amount).toEqual(usd(400));
  });

  test('is ended, and nothing is left to pay when all of it is settled', async () => {
    const desk = await aDeskWithAPage();
    await desk.collect({ payment: 'cash', amount: usd(1000) });
    await desk.links.press('p2');
    await expect(desk.links.press('p2')).rejects.toMatchObject({ code: 'link_settled' });
    expect(desk.booking().amounts).toMatchObject({ overpaid: usd(0), inFlight: usd(0) });
  });

  test('has been paid meanwhile: the booking follows', async () => {
    const desk = await aDeskWithAPage();
    await desk.collect({ payment: 'cash', amount: usd(600) });
    desk.links.pages.pay('cs_1');
    await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment('p1').state).toBe('succeeded');
    expect(desk.booking().amounts.overpaid).toEqual(usd(600));
  });

  test.each(['lose_request', 'lose_answer', 'be_unavailable'] as const)(
    'leads nowhere until it is known to be over, and is ended by the next press (%s)',
    async (how) => {
      const desk = await aDeskWithAPage();
      await desk.collect({ payment: 'cash', amount: usd(600) });
      desk.links.pages.will(how);
      await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'wait' });
      await expect(desk.links.press('p3')).resolves.toEqual({ outcome: 'look' });
      expect(desk.payment('p1').state).toBe('canceled');
      expect(desk.happenings.filter((type) => type === 'give_up_requested')).toHaveLength(1);
    },
  );

  test('is ended by recovery after a crash in between', async () => {
    const desk = await aDeskWithAPage();
    await desk.collect({ payment: 'cash', amount: usd(600) });
    desk.links.pages.will('crash_before');
    await expect(desk.links.press('p2')).rejects.toThrow();
    await desk.recover();
    expect(desk.payment('p1').state).toBe('canceled');
  });

  test('is ended as soon as it is known that Stripe made it', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_answer');
    await desk.links.press();
    await desk.collect({ payment: 'cash', amount: usd(600) });
    await expect(desk.links.press('p2')).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment('p1').state).toBe('canceled');
  });
});

describe('a link that is stopped while its page is being made', () => {
  test('leads nowhere, and the page is ended', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.meanwhile(() => desk.links.stop());
    await expect(desk.links.press()).resolves.toEqual({ outcome: 'look' });
    expect(desk.payment().state).toBe('canceled');
    expect(desk.links.pages.pay('cs_1')).toBe(false);
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
  });

  test.each([
    ['asked for again', 0],
    ['looked up', 24 * 60 * 60 + 1],
  ])('is ended by recovery once the page is %s', async (_how, seconds) => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_answer');
    await desk.links.press();
    await desk.links.stop();
    desk.clock.pass(seconds);
    await desk.recover();
    expect(desk.payment().state).toBe('canceled');
    expect(desk.links.pages.pay('cs_1')).toBe(false);
  });
});

describe('giving up a page', () => {
  test('ends it in Stripe first, and then frees the amount', async () => {
    const desk = await aDeskWithAPage();
    await desk.links.giveUp();
    expect(desk.links.pages.pay('cs_1')).toBe(false);
    expect(desk.payment().state).toBe('canceled');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
    expect(desk.happenings.slice(-2)).toEqual(['give_up_requested', 'payment_canceled']);
  });

  test('should the customer have paid meanwhile, the booking follows', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.pay('cs_1');
    await desk.links.giveUp();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.payment().operation).toBeUndefined();
    expect(desk.booking().paymentStatus).toBe('charged_in_full');
  });

  test.each(['lose_request', 'lose_answer'] as const)(
    'keeps the amount until it is known (%s)',
    async (how) => {
      const desk = await aDeskWithAPage();
      desk.links.pages.will(how);
      await desk.links.giveUp();
      expect(desk.booking().amounts.chargeable).toEqual(usd(0));
      expect(desk.payment().isInDoubt).toBe(true);
      await desk.recover();
      expect(desk.payment().state).toBe('canceled');
    },
  );

  test('a customer who pays before a lost request is repeated has paid', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.will('lose_request');
    await desk.links.giveUp();
    desk.links.pages.pay('cs_1');
    await desk.recover();
    expect(desk.payment().state).toBe('succeeded');
    expect(desk.booking().amounts.captured).toEqual(usd(1000));
  });

  test('stopping a link ends its page too', async () => {
    const desk = await aDeskWithAPage();
    await desk.links.stop();
    expect(desk.payment().state).toBe('canceled');
    expect(desk.links.pages.pay('cs_1')).toBe(false);
    await desk.links.stop();
    expect(desk.happenings.filter((type) => type === 'link_stopped')).toHaveLength(1);
  });

  test('a payment that doesn’t wait can’t be given up', async () => {
    const desk = await aDesk();
    await desk.charge();
    await expect(desk.links.giveUp()).rejects.toMatchObject({ code: 'payment_state' });
  });
});

describe('when the outcome of asking for a page isn’t known', () => {
  test.each(['crash_before', 'crash_after'] as const)(
    'recovery asks again under the same key (%s)',
    async (how) => {
      const desk = await aDeskWithALink();
      desk.links.pages.will(how);
      await expect(desk.links.press()).rejects.toThrow();
      expect(desk.payment().state).toBe('requested');
      await desk.recover();
      expect(desk.links.pages.sessions).toHaveLength(1);
      expect(desk.payment().state).toBe('requires_action');
      await expect(desk.links.press('p2')).resolves.toEqual(PAGE);
    },
  );

  test.each(['lose_request', 'lose_answer', 'be_unavailable'] as const)(
    'the amount stays under way, and pressing again leads on (%s)',
    async (how) => {
      const desk = await aDeskWithALink();
      desk.links.pages.will(how);
      await expect(desk.links.press()).resolves.toEqual({ outcome: 'wait' });
      expect(desk.payment().state).toBe('in_doubt');
      expect(desk.booking().amounts.chargeable).toEqual(usd(0));
      await expect(desk.links.press('p2')).resolves.toEqual(PAGE);
      expect(desk.links.pages.sessions).toHaveLength(1);
    },
  );

  test('once the key is gone, the page is looked up and never asked for again', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_answer');
    await desk.links.press();
    desk.letTheKeysGo();
    await desk.recover();
    expect(desk.payment().state).toBe('requires_action');
    expect(desk.links.pages.requests.filter((request) => request.startsWith('open'))).toHaveLength(1);
  });

  test('a page that Stripe never made frees its amount', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('lose_request');
    await desk.links.press();
    desk.letTheKeysGo();
    await desk.recover();
    expect(desk.payment().state).toBe('failed');
    expect(desk.booking().amounts.chargeable).toEqual(usd(1000));
  });

  test('a refusal is told, and frees the amount', async () => {
    const desk = await aDeskWithALink();
    desk.links.pages.will('refuse');
    await expect(desk.links.press()).resolves.toEqual({ outcome: 'wait' });
    expect(desk.payment().state).toBe('failed');
  });

  test('a page whose end nobody told of is looked at', async () => {
    const desk = await aDeskWithAPage();
    desk.links.pages.expire('cs_1');
    await desk.recover();
    expect(desk.payment().state).toBe('canceled');
  });

  test('a page is asked for once, though nobody hears that it was decided', async () => {
    const desk = await aDeskWithALink();
    desk.unitOfWork.loseAnswersToCommits(2);
    await expect(desk.links.press()).resolves.toEqual(PAGE);
    expect(desk.links.pages.requests).toEqual(['open p1']);
    expect(desk.booking().payments).toHaveLength(1);
  });
});
