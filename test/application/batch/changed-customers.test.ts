import {
  MergeCustomers,
  MergeCustomersHandler,
} from '../../../src/application/customer/merge-customers.command.js';
import { aDeskWith } from '../../support/application/a-batch.js';
import type { Desk } from '../../support/application/a-desk.js';
import { AMEX, VISA } from '../../support/domain/an-intent.js';
import { ANA } from '../../support/domain/causes.js';

/** With bookings of $10 of two customers, of whom the second pays by American Express. */
async function aReviewOfTwoCustomers(cards: readonly (readonly [string, typeof VISA])[]): Promise<Desk> {
  const desk = await aDeskWith(2);
  for (const customer of ['customer-1', 'customer-2']) {
    const of = cards.filter(([owner]) => owner === customer).map(([, card]) => card);
    giveCards(desk, customer, of);
  }
  await desk.batches.make({ matching: {} });
  return desk;
}

function giveCards(desk: Desk, customer: string, cards: readonly (typeof VISA)[]): void {
  const wallet = desk.unitOfWork.stored.wallets.get(customer);
  if (!wallet) throw new Error(`Nothing is known of any card of ${customer}.`);
  const stripeCustomer = `cus_${customer}`;
  desk.unitOfWork.stored.wallets.set(customer, {
    ...wallet,
    cards: cards.map((card) => ({ ...card, addedAt: desk.clock.now(), stripeCustomer })),
    primary: cards[0]?.id,
  });
}

function merge(desk: Desk): Promise<unknown> {
  return new MergeCustomersHandler(desk.unitOfWork, desk.clock).execute(
    new MergeCustomers({
      merge: 'merge-1',
      survivor: 'customer-1',
      merged: 'customer-2',
      reason: 'One person',
      by: ANA,
    }),
  );
}

async function chargeAll(desk: Desk): Promise<void> {
  await desk.batches.start();
  await desk.batches.work();
}

function asked(desk: Desk): (readonly [string, string])[] {
  return desk.stripe.intents.map(({ order }) => [order.stripeCustomer, order.paymentMethod]);
}

describe('a customer who is merged into another between the review and the charge', () => {
  test('is left out where the other’s card would be charged by now', async () => {
    const desk = await aReviewOfTwoCustomers([
      ['customer-1', VISA],
      ['customer-2', AMEX],
    ]);
    await merge(desk);
    await chargeAll(desk);
    expect(desk.batches.steps()).toEqual(['asked', 'left_out: card_changed']);
    expect(asked(desk)).toEqual([['cus_customer-1', VISA.id]]);
  });

  test('is charged by the card that was reviewed where it is still the one, as whom Stripe keeps it for', async () => {
    const desk = await aReviewOfTwoCustomers([['customer-2', AMEX]]);
    expect(desk.batches.steps()).toEqual(['not_chargeable: no_card', 'waiting']);
    await merge(desk);
    await chargeAll(desk);
    expect(desk.batches.steps()).toEqual(['not_chargeable: no_card', 'asked']);
    expect(asked(desk)).toEqual([['cus_customer-2', AMEX.id]]);
  });

  test('between its turn and the decision is decided on as they are then', async () => {
    const desk = await aReviewOfTwoCustomers([
      ['customer-1', VISA],
      ['customer-2', AMEX],
    ]);
    await desk.batches.start();
    await desk.batches.work(1, { times: 1 });
    await merge(desk);
    await desk.batches.work();
    expect(desk.batches.steps()).toEqual(['asked', 'left_out: card_changed']);
    expect(desk.stripe.taken).toBe(1000);
  });
});

test('a card that is removed between the review and the charge is asked for nothing', async () => {
  const desk = await aReviewOfTwoCustomers([
    ['customer-1', VISA],
    ['customer-2', AMEX],
  ]);
  giveCards(desk, 'customer-2', []);
  await chargeAll(desk);
  expect(desk.batches.steps()).toEqual(['asked', 'left_out: card_changed']);
  expect(asked(desk)).toEqual([['cus_customer-1', VISA.id]]);
});
