import {
  MergeCustomers,
  MergeCustomersHandler,
} from '../../../src/application/customer/merge-customers.command.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';
import { AMEX } from '../../support/domain/an-intent.js';
import { ANA } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

/** Something happens once, between an action's decision and its payment. */
function beforeItIsAsked(desk: RulesDesk, happens: () => Promise<unknown>): void {
  desk.beforeAsking = async () => {
    desk.beforeAsking = () => Promise.resolve();
    await happens();
  };
}

/** booking-1 is merged's, and due; the survivor has a card of their own. */
async function aMergeToCome(): Promise<RulesDesk> {
  const desk = await aDeskWithRules();
  await desk.register({
    ids: { booking: 'booking-2', customer: 'customer-2', payment: 'p2' },
    reference: 'T-2',
    contact: { name: 'Mia W.', email: 'mia@work.example' },
    paymentMethod: AMEX.id,
  });
  await desk.activeRule({ scope: { newBookingsOnly: false, service: 'kayak' } });
  desk.passDays(16);
  await desk.look();
  return desk;
}

function merge(desk: RulesDesk): Promise<unknown> {
  return new MergeCustomersHandler(desk.unitOfWork, desk.clock).execute(
    new MergeCustomers({
      merge: 'merge-1',
      survivor: 'customer-2',
      merged: 'customer-1',
      reason: 'One person',
      by: ANA,
    }),
  );
}

function askedOf(desk: RulesDesk): string[] {
  return desk.stripe.intents.map(({ order }) => `${order.paymentMethod} of ${order.stripeCustomer}`);
}

describe('a rule whose customer is merged into another', () => {
  it('after it found what to do charges the card that is charged first by then, once', async () => {
    const desk = await aMergeToCome();
    await merge(desk);
    await desk.letRulesAct();
    desk.passMinutes(6);
    await desk.letRulesAct();
    expect(askedOf(desk).filter((each) => each.startsWith(AMEX.id))).toHaveLength(desk.actions.length);
    expect(desk.booking('booking-1').paymentStatus).toBe('charged_in_full');
  });

  it('between its decision and the payment decides anew', async () => {
    const desk = await aMergeToCome();
    beforeItIsAsked(desk, () => merge(desk));
    await desk.perform();
    expect(desk.stripe.taken).toBe(0);
    expect(desk.outcomes[0]).toEqual(['waiting', 'booking_changed']);
    desk.passMinutes(6);
    await desk.perform();
    expect(askedOf(desk)).toEqual([`${AMEX.id} of cus_customer-2`]);
  });
});

describe('what is heard between a rule’s decision and its payment', () => {
  it('of a payment in Stripe that may be for the booking puts it off', async () => {
    const desk = await aMergeToCome();
    await desk.charge({ payment: 'deposit', amount: usd(100) });
    beforeItIsAsked(desk, () => desk.sync(desk.stripe.payThere({ amount: usd(900) })));
    await desk.perform();
    desk.passMinutes(6);
    await desk.perform();
    expect(desk.outcomes[0]).toEqual(['waiting', 'unmatched_payment']);
    expect(desk.stripe.taken).toBe(1000);
  });

  it('of the customer’s only card being removed puts it off until there is one', async () => {
    const desk = await aMergeToCome();
    beforeItIsAsked(desk, () => {
      const wallet = desk.unitOfWork.stored.wallets.get('customer-1');
      if (!wallet) throw new Error('No cards are stored.');
      desk.unitOfWork.stored.wallets.set('customer-1', { ...wallet, cards: [], primary: undefined });
      return Promise.resolve();
    });
    await desk.perform();
    expect(desk.outcomes[0]).toEqual(['waiting', 'no_card']);
    expect(desk.stripe.taken).toBe(0);
  });
});
