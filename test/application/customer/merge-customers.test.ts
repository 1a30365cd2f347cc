import { keyed } from '../../support/application/a-desk.js';
import { aMergingDesk, MIAS_OTHER, type MergingDesk } from '../../support/application/merging-desk.js';
import { AMEX, anIntent, VISA } from '../../support/domain/an-intent.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

async function aMergedDesk(): Promise<MergingDesk> {
  const desk = await aMergingDesk();
  await desk.merge();
  return desk;
}

const anotherBooking = {
  ids: { booking: 'booking-3', customer: 'customer-3', payment: 'p3' },
  reference: 'T-1003',
} as const;

describe('two customers who are one person', () => {
  test('have one record, with the bookings and the cards of both, and the primary card stays', async () => {
    const desk = await aMergedDesk();
    expect(desk.booking('booking-2').about.customer).toBe('customer-1');
    expect(desk.booking('booking-2').about.contact).toEqual(MIAS_OTHER.contact);
    expect(desk.wallet.cards.map(({ id, stripeCustomer }) => [id, stripeCustomer])).toEqual([
      [AMEX.id, 'cus_customer-2'],
      [VISA.id, 'cus_customer-1'],
    ]);
    expect(desk.wallet.primary?.id).toBe(VISA.id);
    expect(desk.customer('customer-1')).toMatchObject({
      name: 'Mia Wong',
      email: 'mia@example.com',
      phone: '+44 20 7946 0000',
      stripeCustomers: ['cus_customer-1', 'cus_customer-2'],
    });
    expect(desk.customer('customer-2')).toMatchObject({ mergedInto: 'customer-1', stripeCustomers: [] });
    expect(desk.unitOfWork.stored.customerEvents.at(-1)).toMatchObject({
      type: 'customer_merged',
      merged: 'customer-2',
      reason: 'Same phone, she says so',
      moved: { bookings: 1, cards: 1, stripeCustomers: ['cus_customer-2'] },
      cause: { by: { name: 'Ana Ruiz' } },
    });
  });

  test('keep of each what was chosen, and are found by either address', async () => {
    const desk = await aMergingDesk();
    await desk.merge({ keep: { name: 'merged', email: 'merged', phone: 'survivor' } });
    expect(desk.customer('customer-1')).toMatchObject({
      name: 'Mia W.',
      email: 'MIA.wong@work.example',
      phone: undefined,
    });
    await desk.register(anotherBooking);
    expect(desk.booking('booking-3').about.customer).toBe('customer-1');
  });

  test('get the bookings that come with the address of the other, in any case', async () => {
    const desk = await aMergedDesk();
    const contact = { name: 'Mia', email: 'mia.WONG@work.example' };
    await desk.register({ ...anotherBooking, contact, paymentMethod: undefined });
    expect(desk.booking('booking-3').about.customer).toBe('customer-1');
  });

  test('are merged once, however often that is asked', async () => {
    const desk = await aMergingDesk();
    const outcomes = await Promise.all([desk.merge(), desk.merge({ merge: 'merge-2' })]);
    expect(outcomes.map(({ repeated }) => repeated).toSorted()).toEqual([false, true]);
    expect(await desk.merge({ merge: 'merge-3', idempotency: keyed('k') })).toEqual({
      survivor: 'customer-1',
      repeated: true,
    });
    expect(desk.unitOfWork.stored.merges.size).toBe(1);
  });

  test('are merged although nobody heard of the commit', async () => {
    const desk = await aMergingDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    expect(await desk.merge({ idempotency: keyed('k') })).toMatchObject({ survivor: 'customer-1' });
    expect(desk.unitOfWork.stored.merges.size).toBe(1);
    expect(desk.booking('booking-2').version).toBe(2);
  });

  test('can’t be merged in a circle, whoever is faster', async () => {
    const desk = await aMergingDesk();
    const both = await Promise.allSettled([
      desk.merge(),
      desk.merge({ merge: 'merge-2', survivor: 'customer-2', merged: 'customer-1' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expectLaterRefused(desk.merge({ survivor: 'customer-1', merged: 'customer-1' }), 'same_customer');
  });

  test('lead on when the one who is left is merged with a third', async () => {
    const desk = await aMergedDesk();
    await desk.register({
      ...anotherBooking,
      contact: { name: 'Mia Wong-Ruiz', email: 'm@example.com' },
      paymentMethod: undefined,
    });
    await expectLaterRefused(
      desk.merge({ merge: 'merge-2', survivor: 'customer-2', merged: 'customer-3' }),
      'customer_merged',
      { customer: 'customer-2', into: 'customer-1' },
    );
    await desk.merge({ merge: 'merge-2', survivor: 'customer-3', merged: 'customer-1' });
    expect(desk.customer('customer-2').mergedInto).toBe('customer-3');
    expect(desk.walletOf('customer-3').cards).toHaveLength(2);
    await desk.register({
      ...MIAS_OTHER,
      ids: { booking: 'booking-4', customer: 'x', payment: 'x' },
      reference: 'T-1004',
      paymentMethod: undefined,
    });
    expect(desk.booking('booking-4').about.customer).toBe('customer-3');
  });

  test('are merged as staff saw them, or not', async () => {
    const desk = await aMergingDesk();
    const seen = {
      survivor: desk.walletOf('customer-1').version,
      merged: desk.walletOf('customer-2').version,
    };
    await desk.correct({ phone: '+351 21 000 0000' }, { customer: 'customer-2' });
    await expectLaterRefused(desk.merge({ expectedVersions: seen }), 'cards_changed');
    await expectLaterRefused(desk.merge({ reason: '  ' }), 'reason_missing');
    expect(desk.booking('booking-2').about.customer).toBe('customer-2');
    await desk.merge({ expectedVersions: { ...seen, merged: seen.merged + 1 } });
  });

  test('have a version that nobody saw of either', async () => {
    const desk = await aMergingDesk();
    for (const phone of ['1', '2', '3']) await desk.correct({ phone }, { customer: 'customer-2' });
    const { version } = desk.walletOf('customer-2');
    await desk.merge();
    expect(desk.wallet.version).toBe(version + 1);
  });
});

describe('a merge waits', () => {
  test.each([
    ['a charge is in doubt', 'booking-1', 'p1'],
    ['a charge of the other is in doubt', 'booking-2', 'p2'],
  ])('while %s', async (_what, booking, payment) => {
    const desk = await aMergingDesk();
    desk.stripe.will('lose_answer');
    await desk.charge({ booking, payment });
    await expectLaterRefused(desk.merge(), 'merge_while_under_way', { waits_for_customer: false });
    await desk.recover(payment);
    await desk.merge();
  });

  test('while a capture is in doubt', async () => {
    const desk = await aMergingDesk();
    await desk.placeHold({ booking: 'booking-2' });
    desk.stripe.will('lose_answer');
    await desk.capture();
    await expectLaterRefused(desk.merge(), 'merge_while_under_way', { bookings: 'T-1002' });
    await desk.recover();
    await desk.merge();
  });

  test('while the customer is to confirm with their bank, or is on Stripe’s page', async () => {
    const desk = await aMergingDesk();
    desk.stripe.will('require_authentication');
    await desk.charge({ amount: usd(400) });
    await expectLaterRefused(desk.merge(), 'merge_while_under_way', { waits_for_customer: true });
    const other = await aMergingDesk();
    await other.links.create({ booking: 'booking-2' });
    await other.links.press();
    await expectLaterRefused(other.merge(), 'merge_while_under_way', { waits_for_customer: true });
  });

  test('for who decides on a charge at the same time, or comes before them', async () => {
    const desk = await aMergingDesk();
    const [merge, charge] = await Promise.allSettled([
      desk.merge(),
      desk.charge({ booking: 'booking-2', payment: 'p2', paymentMethod: AMEX.id, isOnFile: true }),
    ]);
    expect(charge.status).toBe('fulfilled');
    expect(desk.askedOf).toEqual(['cus_customer-2']);
    expect(desk.stripe.taken).toBe(1000);
    if (merge.status === 'rejected') await desk.merge();
    expect(desk.booking('booking-2').about.customer).toBe('customer-1');
  });
});

describe('after a merge', () => {
  test.each([
    ['the survivor’s own card', VISA.id, 'cus_customer-1'],
    ['the card of the other', AMEX.id, 'cus_customer-2'],
  ])('a charge with %s goes to its own customer in Stripe', async (_which, card, stripeCustomer) => {
    const desk = await aMergedDesk();
    for (const [booking, payment] of [
      ['booking-1', 'p1'],
      ['booking-2', 'p2'],
    ] as const)
      await desk.charge({ booking, payment, amount: usd(400), paymentMethod: card, isOnFile: true });
    expect(desk.askedOf).toEqual([stripeCustomer, stripeCustomer]);
    expect(desk.payment('p2', 'booking-2').toData()).toMatchObject({ state: 'succeeded', stripeCustomer });
  });

  test('holds, captures and refunds of either go on', async () => {
    const desk = await aMergingDesk();
    await desk.placeHold({ booking: 'booking-2', payment: 'p2', amount: usd(600) });
    await desk.charge({ amount: usd(400) });
    await desk.merge();
    await desk.capture({ payment: 'p2', operation: 'op-2' });
    await desk.refund({ payment: 'p1', amount: usd(100) });
    expect(desk.payment('p2', 'booking-2').state).toBe('succeeded');
    expect(desk.booking('booking-1').amounts.refunded).toEqual(usd(100));
    expect([desk.stripe.taken, desk.stripe.refunded]).toEqual([1000, 100]);
  });

  test('a lost answer is looked for at the customer in Stripe that was asked', async () => {
    const desk = await aMergedDesk();
    desk.stripe.will('lose_answer');
    await desk.charge({ booking: 'booking-2', payment: 'p2', paymentMethod: AMEX.id, isOnFile: true });
    desk.letTheKeysGo();
    await desk.recover('p2');
    expect(desk.payment('p2', 'booking-2').state).toBe('succeeded');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('what was in doubt is found wherever it was asked, whichever card is primary by then', async () => {
    const desk = await aMergedDesk();
    desk.stripe.will('lose_answer');
    // No card that is on file: the one in Stripe for whom new cards are is asked.
    await desk.charge({ booking: 'booking-2', payment: 'p2', paymentMethod: 'pm_elsewhere' });
    expect(desk.askedOf).toEqual(['cus_customer-1']);
    await desk.makePrimary(AMEX.id);
    expect(desk.customer('customer-1').stripeCustomer).toBe('cus_customer-2');
    await desk.recover('p2');
    expect(desk.payment('p2', 'booking-2').state).toBe('succeeded');
    expect(desk.askedOf).toEqual(['cus_customer-1']);
  });

  test('payments that turn up in Stripe for either are the survivor’s', async () => {
    const desk = await aMergingDesk();
    await desk.sync(desk.stripe.payThere({ name: 'pi_before', stripeCustomer: 'cus_customer-2' }));
    await desk.merge();
    await desk.sync(desk.stripe.payThere({ name: 'pi_after', stripeCustomer: 'cus_customer-2' }));
    expect(desk.unmatched.map((found) => found.toData().customer)).toEqual(['customer-1', 'customer-1']);
    await desk.link({ booking: 'booking-1' });
    expect(desk.booking('booking-1').amounts.captured.isZero).toBe(false);
  });

  test('Stripe’s word on a payment of the other is taken in', async () => {
    const desk = await aMergingDesk();
    await desk.charge({ booking: 'booking-2', payment: 'p2' });
    await desk.merge();
    const { paymentIntent = '' } = desk.payment('p2', 'booking-2');
    const report = anIntent(usd(1000), paymentIntent).succeeded({
      received: usd(1000),
      refunds: [{ id: 're_1', amount: usd(300), status: 'succeeded', createdAt: desk.clock.now() }],
    });
    await desk.sync({ report, payment: 'p2' });
    expect(desk.booking('booking-2').amounts.refunded).toEqual(usd(300));
  });

  test('cards of either are mirrored, and a default of the other in Stripe makes none primary', async () => {
    const desk = await aMergedDesk();
    const added = { ...AMEX, id: 'pm_new', addedAt: desk.clock.now(), stripeCustomer: 'cus_customer-2' };
    desk.cards.addThere(added);
    desk.cards.makePrimaryThere('pm_new', 'cus_customer-2');
    expect(await desk.syncCards('cus_customer-2')).toBe('synced');
    expect(desk.wallet.cards.map(({ id }) => id)).toContain('pm_new');
    expect(desk.wallet.cards).toHaveLength(3);
    expect(desk.wallet.primary?.id).toBe(VISA.id);
    desk.cards.removeThere(VISA.id);
    await desk.syncCards('cus_customer-1');
    expect(desk.wallet.primary?.stripeCustomer).toBe('cus_customer-2');
  });

  test('a look at the cards that began before it is done again', async () => {
    const desk = await aMergingDesk();
    let merged = false;
    desk.cards.whileAnswering = async () => {
      if (merged) return;
      merged = true;
      await desk.merge();
    };
    await desk.syncCards('cus_customer-2');
    expect(desk.wallet.cards).toHaveLength(2);
    expect(desk.walletOf('customer-1').primary?.id).toBe(VISA.id);
  });

  test('a card of the other is made primary, or removed, where it is', async () => {
    const desk = await aMergedDesk();
    await desk.makePrimary(AMEX.id);
    expect(desk.wallet.primary?.id).toBe(AMEX.id);
    await desk.charge({ amount: usd(400) });
    expect(desk.askedOf).toEqual(['cus_customer-2']);
    await desk.removeCard(AMEX.id);
    expect(desk.wallet.cards.map(({ id }) => id)).toEqual([VISA.id]);
    expect(desk.wallet.primary?.id).toBe(VISA.id);
    await desk.charge({ booking: 'booking-2', payment: 'p2', amount: usd(400) });
    expect(desk.askedOf).toEqual(['cus_customer-2', 'cus_customer-1']);
  });

  test('a card that comes with a booking once more stays with its own customer in Stripe', async () => {
    const desk = await aMergedDesk();
    await desk.register({ ...MIAS_OTHER, ...anotherBooking, paymentMethod: AMEX.id });
    expect(desk.wallet.cards).toHaveLength(2);
    expect(desk.wallet.card(AMEX.id).stripeCustomer).toBe('cus_customer-2');
    expect(desk.wallet.primary?.id).toBe(AMEX.id);
  });

  test('the page to add a card by, opened before it, gives the survivor the card', async () => {
    const desk = await aMergingDesk();
    await desk.openCardSetup({ customer: 'customer-2' });
    await desk.merge();
    const given = { ...VISA, id: 'pm_given', addedAt: desk.clock.now(), stripeCustomer: 'cus_customer-2' };
    desk.cards.giveCard('setup-1', given);
    expect(await desk.followCardSetup()).toMatchObject({ state: 'complete', card: { id: 'pm_given' } });
    expect(desk.wallet.cards).toHaveLength(3);
  });
});

describe('a customer who is corrected', () => {
  test('is known by that from then on, and by the old address no more', async () => {
    const desk = await aMergingDesk();
    await desk.correct({ name: 'Mia Wong-Ruiz', email: 'mia@wong.example' });
    expect(desk.customer('customer-1')).toMatchObject({ name: 'Mia Wong-Ruiz', email: 'mia@wong.example' });
    expect(desk.booking('booking-1').about.contact.email).toBe('mia@example.com');
    await desk.register({ ...anotherBooking, paymentMethod: undefined });
    expect(desk.booking('booking-3').about.customer).toBe('customer-3');
    expect(
      desk.unitOfWork.stored.customerEvents.findLast(({ type }) => type === 'details_corrected'),
    ).toMatchObject({
      changes: [
        { field: 'name', from: 'Mia Wong', to: 'Mia Wong-Ruiz' },
        { field: 'email', from: 'mia@example.com', to: 'mia@wong.example' },
      ],
      cause: { by: { name: 'Ana Ruiz' } },
    });
  });

  test('can’t take the address of another, but may change to one that was merged', async () => {
    const desk = await aMergingDesk();
    const email = 'mia.wong@work.example';
    await expectLaterRefused(desk.correct({ email }), 'email_taken', { customer: 'customer-2' });
    await desk.merge();
    await desk.correct({ email });
    await desk.register({ ...anotherBooking, paymentMethod: undefined });
    expect(desk.booking('booking-3').about.customer).toBe('customer-1');
  });

  test('is corrected once by who saw them as they are', async () => {
    const desk = await aMergingDesk();
    const { version } = desk.wallet;
    await desk.correct({ phone: '1' }, { expectedVersion: version });
    await expectLaterRefused(desk.correct({ phone: '2' }, { expectedVersion: version }), 'cards_changed');
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.correct({ phone: '2' }, { expectedVersion: version + 1 });
    await desk.correct({ phone: '2' });
    expect(desk.wallet.version).toBe(version + 2);
  });
});
