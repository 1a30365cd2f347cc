import { AMEX } from '../../support/domain/an-intent.js';
import { hoursAfter } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import type { NewBooking } from '../../../src/application/booking/register-booking.command.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';

/** A rule that charges two weeks before the start is on, and a booking is registered two days before it. */
async function takeABooking(desk: RulesDesk, wanted: Partial<NewBooking> = {}): Promise<void> {
  await desk.activeRule();
  desk.passMinutes(1);
  await desk.register({
    ids: { booking: 'booking-2', customer: 'customer-2', payment: 'first-2' },
    reference: 'T-2',
    startsAt: hoursAfter(desk.clock.now(), 48),
    ...wanted,
  });
}

/** Rules act between the registration and the card that came with it being put on file. */
function whileTheCardIsPutOnFile(desk: RulesDesk): void {
  desk.stripe.whenAsked = async ({ call }) => {
    if (call !== 'card') return;
    desk.stripe.whenAsked = () => undefined;
    await desk.letRulesAct();
  };
}

describe('a booking that is registered on or after the day on which it is charged', () => {
  it('of a new customer is charged once their card is there', async () => {
    const desk = await aDeskWithRules();
    whileTheCardIsPutOnFile(desk);
    await takeABooking(desk, { contact: { name: 'New', email: 'new@example.com' } });
    expect(desk.outcomes).toEqual([['waiting', 'just_registered']]);
    desk.passMinutes(6);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['done']]);
  });

  it('of a customer who gives another card with it is charged on that one', async () => {
    const desk = await aDeskWithRules();
    whileTheCardIsPutOnFile(desk);
    await takeABooking(desk, { paymentMethod: AMEX.id });
    desk.passMinutes(6);
    await desk.letRulesAct();
    expect(desk.stripe.intents.map(({ order }) => order.paymentMethod)).toEqual([AMEX.id]);
  });

  it('isn’t charged before whoever takes it has written down that it was paid in cash', async () => {
    const desk = await aDeskWithRules();
    await takeABooking(desk);
    desk.passMinutes(4);
    await desk.letRulesAct();
    await desk.collect({ booking: 'booking-2', payment: 'cash', amount: usd(1000) });
    desk.passMinutes(10);
    await desk.letRulesAct();
    expect(desk.stripe.taken).toBe(0);
    expect(desk.outcomes).toEqual([['nothing_to_do', 'nothing_left']]);
  });

  it('without a card is charged when there is one within three days', async () => {
    const desk = await aDeskWithRules();
    const contact = { name: 'New', email: 'new@example.com' };
    await takeABooking(desk, { contact, paymentMethod: undefined });
    await desk.letRulesAct();
    desk.passMinutes(6);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['waiting', 'no_card']]);
    const ids = { booking: 'booking-3', customer: 'customer-3', payment: 'first-3' };
    await desk.register({ ids, reference: 'T-3', contact, paymentMethod: AMEX.id });
    desk.passMinutes(31);
    await desk.letRulesAct();
    expect(desk.outcomes).toEqual([['done']]);
  });
});
