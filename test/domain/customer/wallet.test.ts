import fc from 'fast-check';
import type { Card } from '../../../src/domain/customer/card.js';
import type { CardsInStripe, Wallet } from '../../../src/domain/customer/wallet.js';
import { STRIPE } from '../../../src/domain/shared/actor.js';
import { aWallet, MIA_THERE, NEW_AMEX, OLD_VISA, storedAgain } from '../../support/domain/a-wallet.js';
import { ANA, byAna, byBen, hoursAfter, NOW } from '../../support/domain/causes.js';
import { reproducibly } from '../../support/domain/properties.js';
import { expectRefused } from '../../support/domain/refusals.js';

const nobody = () => undefined;
const byGiver =
  (by = ANA) =>
  () =>
    by;
const told = (wallet: Wallet) => wallet.events.map(({ type, cause }) => [type, cause.by.name]);
const both: CardsInStripe = { stripeCustomer: MIA_THERE, cards: [OLD_VISA, NEW_AMEX], primary: OLD_VISA.id };

/** One with both cards, the older one being primary. */
function aFullWallet(): Wallet {
  const wallet = aWallet();
  wallet.mirror(both, nobody, NOW);
  return storedAgain(wallet);
}

describe('a wallet', () => {
  test('takes the cards that Stripe has, and says that they came from there', () => {
    const wallet = aWallet();
    wallet.mirror({ stripeCustomer: MIA_THERE, cards: [OLD_VISA], primary: OLD_VISA.id }, nobody, NOW);
    expect(wallet.primary).toEqual(OLD_VISA);
    expect(wallet.version).toBe(2);
    expect(told(wallet)).toEqual([
      ['card_added', 'Stripe'],
      ['primary_card_changed', 'Stripe'],
    ]);
  });

  test('says who gave a card where that is known', () => {
    const wallet = aWallet();
    wallet.mirror({ stripeCustomer: MIA_THERE, cards: [OLD_VISA] }, byGiver(), NOW);
    expect(told(wallet)).toEqual([
      ['card_added', 'Ana Ruiz'],
      ['primary_card_changed', 'Ana Ruiz'],
    ]);
  });

  test('keeps the card that is there longest as the primary one where Stripe names none', () => {
    const wallet = aWallet();
    wallet.mirror({ stripeCustomer: MIA_THERE, cards: [NEW_AMEX, OLD_VISA] }, nobody, NOW);
    expect(wallet.primary).toEqual(OLD_VISA);
    wallet.mirror(
      { stripeCustomer: MIA_THERE, cards: [NEW_AMEX, OLD_VISA], primary: 'pm_of_somebody_else' },
      nobody,
      NOW,
    );
    expect(wallet.primary).toEqual(OLD_VISA);
  });

  test('that is told the same again changes nothing, but for having looked', () => {
    const wallet = aFullWallet();
    wallet.mirror(
      { stripeCustomer: MIA_THERE, cards: [NEW_AMEX, OLD_VISA], primary: OLD_VISA.id },
      nobody,
      NOW,
    );
    expect(wallet.events).toEqual([]);
    expect(wallet.version).toBe(2);
    expect(wallet.looks).toBe(2);
  });

  test('says that the network renewed a card', () => {
    const wallet = aFullWallet();
    const renewed = { ...OLD_VISA, expYear: 2034 };
    wallet.mirror(
      { stripeCustomer: MIA_THERE, cards: [renewed, NEW_AMEX], primary: renewed.id },
      nobody,
      NOW,
    );
    expect(wallet.events).toMatchObject([
      { type: 'card_changed', card: { expYear: 2034 }, before: { expYear: 2030 }, cause: { by: STRIPE } },
    ]);
    expect(wallet.card(renewed.id)).toEqual(renewed);
  });

  test('without its primary card has another one as such, because of whoever removed it', () => {
    const wallet = aFullWallet();
    wallet.requestRemoval(OLD_VISA.id, 0, byAna);
    wallet.mirror({ stripeCustomer: MIA_THERE, cards: [NEW_AMEX] }, nobody, hoursAfter(NOW, 0.01));
    expect(wallet.primary).toEqual(NEW_AMEX);
    expect(told(wallet)).toEqual([
      ['card_removed', 'Ana Ruiz'],
      ['primary_card_changed', 'Ana Ruiz'],
    ]);
    expect(wallet.toData().requests).toEqual([]);
  });

  test('without its last card has no primary one', () => {
    const wallet = aFullWallet();
    wallet.mirror({ stripeCustomer: MIA_THERE, cards: [] }, nobody, NOW);
    expect(wallet.primary).toBeUndefined();
    expect(told(wallet)).toEqual([
      ['card_removed', 'Stripe'],
      ['card_removed', 'Stripe'],
    ]);
  });

  test('remembers who asked for another primary card until Stripe says so', () => {
    const wallet = aFullWallet();
    wallet.requestPrimary(NEW_AMEX.id, byBen);
    wallet.mirror(both, nobody, NOW);
    expect(wallet.events).toEqual([]);
    wallet.mirror({ ...both, primary: NEW_AMEX.id }, nobody, hoursAfter(NOW, 0.1));
    expect(told(wallet)).toEqual([['primary_card_changed', 'Ben Osei']]);
  });

  test('doesn’t hold somebody to what they asked for long ago, or what Stripe refused', () => {
    const late = aFullWallet();
    late.requestRemoval(NEW_AMEX.id, 0, byAna);
    late.mirror(
      { stripeCustomer: MIA_THERE, cards: [OLD_VISA], primary: OLD_VISA.id },
      nobody,
      hoursAfter(NOW, 1),
    );
    expect(told(late)).toEqual([['card_removed', 'Stripe']]);
    const refused = aFullWallet();
    refused.requestRemoval(NEW_AMEX.id, 0, byAna);
    refused.forgetRequest('remove', NEW_AMEX.id);
    refused.mirror({ stripeCustomer: MIA_THERE, cards: [OLD_VISA], primary: OLD_VISA.id }, nobody, NOW);
    expect(told(refused)).toEqual([['card_removed', 'Stripe']]);
  });

  test('keeps a card that a payment under way was asked of', () => {
    expectRefused(() => aFullWallet().requestRemoval(NEW_AMEX.id, 1, byAna), 'card_in_use', { payments: 1 });
  });

  test('knows none but its own cards, and no version but the current one', () => {
    expectRefused(() => aFullWallet().requestPrimary('pm_other', byAna), 'card_not_found');
    expectRefused(() => aFullWallet().requestRemoval('pm_other', 0, byAna), 'card_not_found');
    expectRefused(() => aFullWallet().expectVersion(1), 'cards_changed', { expected: 1, current: 2 });
    aFullWallet().expectVersion(2);
    aFullWallet().expectVersion(undefined);
  });

  test('has the card that was given last as the primary one, unless Stripe refused it', () => {
    const wallet = aFullWallet();
    const third: Card = { ...NEW_AMEX, id: 'pm_third', addedAt: NOW };
    wallet.recordRefused({ ...third, id: 'pm_bad', refused: 'Your card was declined.' }, byAna);
    expect(wallet.primary).toEqual(OLD_VISA);
    expect(wallet.toData().refused).toMatchObject({ id: 'pm_bad' });
    wallet.recordAttached(third, byAna);
    expect(wallet.primary).toEqual(third);
    expect(wallet.toData().refused).toBeUndefined();
    expect(wallet.cards).toHaveLength(3);
  });

  test('whatever it was told before, stands as Stripe’s word that was taken in last', () => {
    const card = fc.constantFrom(OLD_VISA, NEW_AMEX, { ...OLD_VISA, expYear: 2033 });
    const found = fc.record({
      stripeCustomer: fc.constant(MIA_THERE),
      cards: fc.uniqueArray(card, { selector: ({ id }) => id }),
      primary: fc.option(fc.constantFrom(OLD_VISA.id, NEW_AMEX.id, 'pm_other'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(found), found, (before, last) => {
        const wallet = aWallet();
        for (const each of [...before, last]) wallet.mirror(each, nobody, NOW);
        const alone = aWallet();
        alone.mirror(last, nobody, NOW);
        expect(wallet.cards).toEqual(alone.cards);
        expect(wallet.primary).toEqual(alone.primary);
      }),
      reproducibly(300),
    );
  });
});
