import { GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import { keyed } from '../../support/application/a-desk.js';
import { CardsDesk } from '../../support/application/cards-desk.js';
import { NEW_AMEX, OLD_VISA } from '../../support/domain/a-wallet.js';
import { BEN } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

/** A customer without a card. */
async function aDeskWithoutCards(): Promise<CardsDesk> {
  const desk = new CardsDesk();
  await desk.register({ paymentMethod: undefined });
  return desk;
}

/** One with both cards, the older one being primary. */
async function aDeskWithCards(): Promise<CardsDesk> {
  const desk = await aDeskWithoutCards();
  desk.cards.addThere(OLD_VISA);
  desk.cards.addThere(NEW_AMEX);
  desk.cards.makePrimaryThere(OLD_VISA.id);
  await desk.syncCards();
  desk.unitOfWork.stored.customerEvents.length = 0;
  return desk;
}

describe('a card that is given on Stripe’s page', () => {
  test('is the customer’s, and their primary one when it is the first, in Stripe too', async () => {
    const desk = await aDeskWithoutCards();
    const { setup, page } = await desk.openCardSetup();
    expect(page).toMatchObject({ state: 'open', url: 'https://checkout.example/setup-1' });
    desk.cards.giveCard(setup, OLD_VISA);
    expect(await desk.followCardSetup()).toMatchObject({
      state: 'complete',
      card: OLD_VISA,
      isPrimary: true,
    });
    expect(desk.cards.primaryThere()).toBe(OLD_VISA.id);
    expect(desk.cardHappenings).toEqual(['card_added by Ana Ruiz', 'primary_card_changed by Ana Ruiz']);
  });

  test('is whoever’s who opened the page, even if nobody comes back from it', async () => {
    const desk = await aDeskWithoutCards();
    const { setup } = await desk.openCardSetup({ by: BEN });
    desk.cards.giveCard(setup, OLD_VISA);
    await desk.syncCards();
    await desk.followCardSetup();
    expect(desk.cardHappenings).toEqual(['card_added by Ben Osei', 'primary_card_changed by Ben Osei']);
  });

  test('leaves another primary one in its place', async () => {
    const desk = await aDeskWithoutCards();
    desk.cards.addThere(OLD_VISA);
    desk.cards.makePrimaryThere(OLD_VISA.id);
    await desk.syncCards();
    const { setup } = await desk.openCardSetup();
    desk.cards.giveCard(setup, NEW_AMEX);
    expect(await desk.followCardSetup()).toMatchObject({ card: NEW_AMEX, isPrimary: false });
    expect(desk.wallet.primary).toEqual(OLD_VISA);
  });

  test('isn’t there while nobody gave one', async () => {
    const desk = await aDeskWithoutCards();
    await desk.openCardSetup();
    expect(await desk.followCardSetup()).toMatchObject({ state: 'open', isPrimary: false });
    await expectLaterRefused(desk.followCardSetup('setup-of-nobody'), 'card_setup_not_found');
  });

  test('is asked for on one page, however often the same is asked', async () => {
    const desk = await aDeskWithoutCards();
    const first = await desk.openCardSetup({ idempotency: keyed('k') });
    const again = await desk.openCardSetup({ idempotency: keyed('k'), setup: 'setup-2' });
    expect(again).toEqual(first);
    expect(desk.cards.pages).toBe(1);
    await expectLaterRefused(
      desk.openCardSetup({ idempotency: keyed('k', 'something else') }),
      'idempotency_key_reused',
    );
  });

  test('can be asked for once Stripe answers again', async () => {
    const desk = await aDeskWithoutCards();
    desk.cards.isUnavailable = true;
    await expect(desk.openCardSetup({ idempotency: keyed('k') })).rejects.toThrow(GatewayUnavailable);
    desk.cards.isUnavailable = false;
    await desk.openCardSetup({ idempotency: keyed('k'), setup: 'setup-2' });
    expect(desk.cards.pages).toBe(1);
  });
});

describe('cards that are changed in Stripe', () => {
  test('appear', async () => {
    const desk = await aDeskWithCards();
    desk.cards.removeThere(OLD_VISA.id);
    expect(await desk.syncCards()).toBe('synced');
    expect(desk.wallet.cards).toEqual([NEW_AMEX]);
    expect(desk.cardHappenings).toEqual(['card_removed by Stripe', 'primary_card_changed by Stripe']);
  });

  test('of somebody whom no booking is for are nobody’s', async () => {
    const desk = await aDeskWithCards();
    expect(await desk.syncCards('cus_stranger')).toBe('unknown');
  });

  test('are looked at again when another look was faster', async () => {
    const desk = await aDeskWithCards();
    let overtaken = false;
    desk.cards.whileAnswering = async () => {
      if (overtaken) return;
      overtaken = true;
      desk.cards.removeThere(NEW_AMEX.id);
      await desk.syncCards();
    };
    await desk.syncCards();
    expect(desk.wallet.cards).toEqual([OLD_VISA]);
  });
});

describe('staff', () => {
  test('choose the primary card, which is charged unless another is chosen', async () => {
    const desk = await aDeskWithCards();
    await desk.makePrimary(NEW_AMEX.id, { expectedVersion: desk.wallet.version });
    expect(desk.cards.primaryThere()).toBe(NEW_AMEX.id);
    expect(desk.cardHappenings).toEqual(['primary_card_changed by Ana Ruiz']);
    await desk.charge({ amount: usd(400) });
    expect(desk.payment().toData()).toMatchObject({ paymentMethod: NEW_AMEX.id, card: { last4: '0005' } });
  });

  test('who choose it twice have chosen it once', async () => {
    const desk = await aDeskWithCards();
    await Promise.all([desk.makePrimary(NEW_AMEX.id), desk.makePrimary(NEW_AMEX.id)]);
    expect(desk.cardHappenings).toEqual(['primary_card_changed by Ana Ruiz']);
  });

  test('charge one of the others', async () => {
    const desk = await aDeskWithCards();
    await desk.charge({ amount: usd(400), paymentMethod: NEW_AMEX.id, isOnFile: true });
    expect(desk.payment().toData()).toMatchObject({ paymentMethod: NEW_AMEX.id, card: { last4: '0005' } });
  });

  test('can’t charge a card that was removed since they chose it, and nothing is sent', async () => {
    const desk = await aDeskWithCards();
    desk.cards.removeThere(NEW_AMEX.id);
    await desk.syncCards();
    await expectLaterRefused(desk.charge({ paymentMethod: NEW_AMEX.id, isOnFile: true }), 'card_gone');
    expect(desk.stripe.asked('charge')).toEqual([]);
  });

  test('remove a card, and another is the primary one, in Stripe too', async () => {
    const desk = await aDeskWithCards();
    await desk.removeCard(OLD_VISA.id);
    expect(desk.wallet.cards).toEqual([NEW_AMEX]);
    expect(desk.cards.primaryThere()).toBe(NEW_AMEX.id);
    expect(desk.cardHappenings).toEqual(['card_removed by Ana Ruiz', 'primary_card_changed by Ana Ruiz']);
    await expectLaterRefused(desk.removeCard(OLD_VISA.id), 'card_not_found');
  });

  test('can’t remove a card whose payment isn’t settled', async () => {
    const desk = await aDeskWithCards();
    desk.stripe.will('lose_answer');
    await desk.charge({ amount: usd(400), paymentMethod: OLD_VISA.id });
    await expectLaterRefused(desk.removeCard(OLD_VISA.id), 'card_in_use');
    await desk.recover();
    await desk.removeCard(OLD_VISA.id);
    expect(desk.wallet.cards).toEqual([NEW_AMEX]);
  });

  test('decide on the cards that they saw', async () => {
    const desk = await aDeskWithCards();
    const { version } = desk.wallet;
    desk.cards.removeThere(OLD_VISA.id);
    await desk.syncCards();
    await expectLaterRefused(desk.removeCard(NEW_AMEX.id, { expectedVersion: version }), 'cards_changed');
    await expectLaterRefused(desk.makePrimary(NEW_AMEX.id, { expectedVersion: version }), 'cards_changed');
  });

  test('hear what Stripe has against it, and nothing has changed', async () => {
    const desk = await aDeskWithCards();
    desk.cards.refuses = 'This payment method can’t be used.';
    await expectLaterRefused(desk.makePrimary(NEW_AMEX.id), 'card_refused');
    await expectLaterRefused(desk.removeCard(NEW_AMEX.id), 'card_refused');
    expect(desk.wallet).toMatchObject({ primary: OLD_VISA, cards: [OLD_VISA, NEW_AMEX] });
    expect(desk.wallet.toData().requests).toEqual([]);
  });
});

describe('a customer who is asked for a card by a link', () => {
  test('gives it on one page of Stripe’s, and it is they who gave it', async () => {
    const desk = await aDeskWithoutCards();
    await desk.askForCard({ booking: 'booking-1', send: true });
    const mails = [...desk.unitOfWork.stored.mails.values()];
    expect(mails).toHaveLength(1);
    expect(desk.happenings).toEqual(['booking_registered', 'link_created', 'link_sent']);
    const first = await desk.addCardByLink('setup-1');
    expect(first).toEqual({ outcome: 'go', address: 'https://checkout.example/setup-1' });
    expect(await desk.addCardByLink('setup-2')).toEqual(first);
    desk.cards.giveCard('setup-1', OLD_VISA);
    expect(await desk.addCardByLink('setup-3')).toEqual({ outcome: 'look' });
    expect(desk.cardHappenings).toEqual([
      'card_asked_for by Ana Ruiz',
      'card_added by Mia Wong',
      'primary_card_changed by Mia Wong',
    ]);
    expect(desk.unitOfWork.stored.cardSetups.get('setup-1')).toMatchObject({ card: OLD_VISA.id });
  });

  test('is asked once, however often the same is asked, and not for somebody else’s booking', async () => {
    const desk = await aDeskWithoutCards();
    await desk.askForCard({ idempotency: keyed('k'), send: true });
    expect(await desk.askForCard({ idempotency: keyed('k'), send: true, link: 'link-2' })).toEqual({
      link: 'link-1',
      repeated: true,
    });
    expect(desk.unitOfWork.stored.mails.size).toBe(1);
    await desk.register({
      ids: { booking: 'booking-2', customer: 'customer-2', payment: 'p2' },
      reference: 'T-1002',
      contact: { name: 'Al', email: 'al@example.com' },
    });
    await expectLaterRefused(desk.askForCard({ booking: 'booking-2', link: 'link-3' }), 'booking_of_another');
  });

  test('waits while Stripe can’t be reached, and is led nowhere once the link has expired', async () => {
    const desk = await aDeskWithoutCards();
    await desk.askForCard({ days: 1 });
    desk.cards.isUnavailable = true;
    expect(await desk.addCardByLink('setup-1')).toEqual({ outcome: 'wait' });
    desk.cards.isUnavailable = false;
    desk.clock.pass(25 * 60 * 60);
    await expectLaterRefused(desk.addCardByLink('setup-2'), 'link_expired');
    expect(desk.cards.pages).toBe(0);
  });
});
