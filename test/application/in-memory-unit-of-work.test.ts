import { byAna } from '../support/domain/causes.js';
import { usd } from '../support/domain/money.js';
import { expectLaterRefused } from '../support/domain/refusals.js';
import { aDesk, Desk, keyed } from '../support/application/a-desk.js';

describe('the transactions these tests stand on', () => {
  test('store nothing of what throws', async () => {
    const { unitOfWork, booking } = await anOpenDesk();
    const failing = unitOfWork.run(async ({ bookings, customers, decisions }) => {
      const changed = await bookings.lock('booking-1');
      changed.changeTotal(usd(5), byAna);
      await bookings.save(changed);
      await customers.setStripeCustomer('customer-1', 'cus_other');
      await decisions.claim(keyed('k'), 'p1');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(booking().total).toEqual(usd(1000));
    expect(unitOfWork.stored.customers.get('customer-1')?.stripeCustomer).toBe('cus_customer-1');
    expect(unitOfWork.stored.decisions.size).toBe(0);
    expect(await unitOfWork.run(({ decisions }) => decisions.claim(keyed('k'), 'p2'))).toBeUndefined();
  });

  test('wait for each other at a booking, so that no change is lost', async () => {
    const { unitOfWork, booking } = await anOpenDesk();
    const add = () =>
      unitOfWork.run(async ({ bookings }) => {
        const changed = await bookings.lock('booking-1');
        changed.changeTotal(changed.total.plus(usd(1)), byAna);
        await bookings.save(changed);
      });
    await Promise.all(Array.from({ length: 25 }, add));
    expect(booking().total).toEqual(usd(1025));
  });

  test('let the next one through when one fails', async () => {
    const { unitOfWork } = await anOpenDesk();
    const failing = unitOfWork.run(async ({ bookings }) => {
      await bookings.lock('booking-1');
      throw new Error('no');
    });
    const next = unitOfWork.run(({ bookings }) => bookings.lock('booking-1'));
    await expect(failing).rejects.toThrow('no');
    expect((await next).id).toBe('booking-1');
  });

  test('are never open while Stripe is asked: it would say so', async () => {
    const { unitOfWork, stripe } = await anOpenDesk();
    const wrong = unitOfWork.run(() => stripe.retrieve('pi_1'));
    await expect(wrong).rejects.toThrow('within a transaction');
  });

  test('tell what isn’t there', async () => {
    const desk = new Desk();
    await expectLaterRefused(desk.charge({ booking: 'nope' }), 'booking_not_found', { booking: 'nope' });
    await expectLaterRefused(desk.capture({ payment: 'nope' }), 'payment_not_found', { payment: 'nope' });
  });
});

async function anOpenDesk() {
  const desk = await aDesk();
  return { unitOfWork: desk.unitOfWork, stripe: desk.stripe, booking: () => desk.booking() };
}
