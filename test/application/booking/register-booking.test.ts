import { GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import { AMEX, VISA } from '../../support/domain/an-intent.js';
import { DEFAULT_SETTINGS } from '../../../src/domain/settings/desk-settings.js';
import { ANA, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';
import { Desk, keyed } from '../../support/application/a-desk.js';

const customerOf = (desk: Desk, id = 'customer-1') => {
  const customer = desk.unitOfWork.stored.customers.get(id);
  const wallet = desk.unitOfWork.stored.wallets.get(id);
  const kept = wallet?.cards.find((card) => card.id === wallet.primary);
  return customer && { ...customer, card: wallet?.refused ?? kept };
};
const second = { booking: 'booking-2', customer: 'customer-2', payment: 'p2' };

describe('registering a booking', () => {
  test('stores it with its customer, who becomes known to Stripe with their card', async () => {
    const desk = new Desk();
    expect(await desk.register()).toEqual({ booking: 'booking-1', repeated: false });
    expect(desk.booking().about).toMatchObject({
      reference: 'T-1001',
      customer: 'customer-1',
      registeredBy: ANA,
      registeredAt: desk.clock.now(),
    });
    expect(desk.booking().version).toBe(1);
    expect(customerOf(desk)).toMatchObject({
      id: 'customer-1',
      name: 'Mia Wong',
      email: 'mia@example.com',
      stripeCustomer: 'cus_customer-1',
      card: VISA,
    });
    expect(desk.happenings).toEqual(['booking_registered']);
  });

  test.each([
    ['later', [], 'not_charged', [0, 0]],
    ['charge_now', ['charge'], 'charged_in_full', [1000, 0]],
    ['pre_authorize', ['hold'], 'authorized', [0, 1000]],
  ] as const)('with payment option %s asks for %j', async (paymentOption, kinds, status, [taken, held]) => {
    const desk = new Desk();
    await desk.register({ paymentOption });
    expect(desk.booking().payments.map(({ kind }) => kind)).toEqual(kinds);
    expect(desk.booking().paymentStatus).toBe(status);
    expect([desk.stripe.taken, desk.stripe.held]).toEqual([taken, held]);
  });

  test.each([
    ['decline', 'declined'],
    ['require_authentication', 'requires_action'],
    ['lose_answer', 'in_doubt'],
  ] as const)('stands when its first charge meets trouble (%s)', async (behaviour, state) => {
    const desk = new Desk();
    desk.stripe.will(behaviour);
    await desk.register({ paymentOption: 'charge_now' });
    expect(desk.payment().state).toBe(state);
  });

  test.each(['charge_now', 'pre_authorize'] as const)(
    'is refused before anything is stored when Stripe can’t take its total at once (%s)',
    async (paymentOption) => {
      const desk = new Desk();
      const tooSmall = { paymentOption, total: usd(49), idempotency: keyed('k1') };
      await expectLaterRefused(desk.register(tooSmall), 'amount_not_accepted');
      expect(desk.unitOfWork.stored.bookings.size).toBe(0);
      expect(customerOf(desk)).toBeUndefined();
      expect(desk.stripe.requests).toEqual([]);
      await desk.register({ ...tooSmall, paymentOption: 'later' });
      expect(desk.booking().paymentStatus).toBe('not_charged');
    },
  );

  test('asks for nothing now when there is no card', async () => {
    const desk = new Desk();
    await desk.register({ paymentOption: 'charge_now', paymentMethod: undefined });
    expect(desk.booking().payments).toEqual([]);
    expect(customerOf(desk)?.stripeCustomer).toBe('cus_customer-1');
    expect(customerOf(desk)?.card).toBeUndefined();
  });

  test('keeps a card that Stripe refused to keep, and says why', async () => {
    const desk = new Desk();
    await desk.register({ paymentMethod: 'pm_card_chargeDeclined' });
    expect(customerOf(desk)?.card).toMatchObject({
      id: 'pm_card_chargeDeclined',
      refused: 'The card was declined.',
    });
  });

  test('knows the customer again by e-mail address, in any case, and charges their card', async () => {
    const desk = new Desk();
    await desk.register();
    await desk.register({
      ids: second,
      reference: 'T-1002',
      contact: { name: 'M. Wong', email: 'MIA@example.com' },
      paymentMethod: undefined,
      paymentOption: 'charge_now',
    });
    expect(desk.booking('booking-2').about.customer).toBe('customer-1');
    expect(desk.payment('p2', 'booking-2').state).toBe('succeeded');
    expect(desk.stripe.asked('customer')).toEqual(['customer-1']);
    expect(desk.unitOfWork.stored.customers.size).toBe(1);
  });

  test('puts a newly given card on a customer who is known', async () => {
    const desk = new Desk();
    await desk.register();
    await desk.register({ ids: second, reference: 'T-1002', paymentMethod: AMEX.id });
    expect(customerOf(desk)).toMatchObject({ card: AMEX, stripeCustomer: 'cus_customer-1' });
  });

  test('starts with the payment option of the settings unless it says otherwise', async () => {
    const desk = new Desk();
    await desk.unitOfWork.run(({ settings }) =>
      settings.save({ ...DEFAULT_SETTINGS, paymentOption: 'pre_authorize' }, [], ANA, NOW),
    );
    await desk.register({ paymentOption: undefined });
    expect(desk.booking().about.paymentOption).toBe('pre_authorize');
    expect(desk.booking().paymentStatus).toBe('authorized');
  });

  test('is refused when the reference is taken, and nothing of it is stored', async () => {
    const desk = new Desk();
    await desk.register();
    await expectLaterRefused(
      desk.register({
        ids: second,
        contact: { name: 'Al', email: 'al@example.com' },
        idempotency: keyed('k'),
      }),
      'reference_taken',
      { reference: 'T-1001' },
    );
    expect(desk.unitOfWork.stored.bookings.size).toBe(1);
    expect(customerOf(desk, 'customer-2')).toBeUndefined();
    expect(desk.unitOfWork.stored.decisions.size).toBe(0);
  });

  test('for nothing is refused, and its customer isn’t stored either', async () => {
    const desk = new Desk();
    await expectLaterRefused(desk.register({ total: usd(0) }), 'amount_not_positive');
    expect(desk.unitOfWork.stored.customers.size).toBe(0);
  });
});

describe('registering the same booking again', () => {
  const wanted = { paymentOption: 'charge_now', idempotency: keyed('k') } as const;

  test('with the same key is the same booking and the same first charge', async () => {
    const desk = new Desk();
    await desk.register(wanted);
    expect(await desk.register({ ...wanted, ids: second })).toEqual({ booking: 'booking-1', repeated: true });
    expect(desk.unitOfWork.stored.bookings.size).toBe(1);
    expect(desk.stripe.asked('charge')).toEqual(['p1']);
    expect(desk.stripe.taken).toBe(1000);
  });

  test('with the same key for another request is refused', async () => {
    const desk = new Desk();
    await desk.register(wanted);
    const other = { ...wanted, ids: second, idempotency: keyed('k', 'another') };
    await expectLaterRefused(desk.register(other), 'idempotency_key_reused');
  });

  test('picks up where it was left when Stripe could not be asked', async () => {
    const desk = new Desk();
    desk.stripe.will('be_unavailable');
    await expect(desk.register(wanted)).rejects.toThrow(GatewayUnavailable);
    expect(desk.booking().payments).toEqual([]);
    expect(await desk.register({ ...wanted, ids: second })).toEqual({ booking: 'booking-1', repeated: true });
    expect(desk.booking().paymentStatus).toBe('charged_in_full');
    expect(desk.stripe.taken).toBe(1000);
  });

  test('asks for no first charge once staff have settled otherwise how the customer is to pay', async () => {
    const desk = new Desk();
    desk.stripe.will('be_unavailable');
    const later = { ...wanted, paymentOption: 'later' } as const;
    await expect(desk.register(later)).rejects.toThrow(GatewayUnavailable);
    await desk.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock('booking-1');
      booking.changePaymentOption('charge_now', { by: ANA, at: NOW });
      await bookings.save(booking);
    });
    await desk.register({ ...later, ids: second });
    expect(desk.booking().payments).toEqual([]);
    expect(desk.stripe.taken).toBe(0);
  });

  test('asks for no first charge once staff have taken a payment themselves', async () => {
    const desk = new Desk();
    await desk.register({ ...wanted, paymentMethod: undefined });
    await desk.charge({ amount: usd(300), paymentMethod: VISA.id });
    await desk.register({ ...wanted, ids: second });
    expect(desk.booking().payments).toHaveLength(1);
    expect(desk.stripe.taken).toBe(300);
  });

  test('by many at once is one booking, one customer and one charge', async () => {
    const desk = new Desk();
    const decided = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        desk.register({ ...wanted, ids: { booking: `b${n}`, customer: `c${n}`, payment: `q${n}` } }),
      ),
    );
    expect(new Set(decided.map(({ booking }) => booking)).size).toBe(1);
    expect(decided.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(desk.unitOfWork.stored.bookings.size).toBe(1);
    expect(desk.unitOfWork.stored.customers.size).toBe(1);
    expect(desk.stripe.taken).toBe(1000);
  });
});
