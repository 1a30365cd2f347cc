import { Payment } from '../../../src/domain/payment/payment.js';
import type { PaymentState } from '../../../src/domain/payment/payment-transitions.js';
import { anIntent } from '../../support/domain/an-intent.js';
import { byAna } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';
import { aPaymentIn, STATES } from '../../support/domain/states-of-a-payment.js';

const intent = anIntent(usd(1000));

describe('a payment in doubt', () => {
  test.each(STATES)('can be in doubt only while its answer is awaited (%s)', (state) => {
    const payment = Payment.restore(aPaymentIn(state));
    const awaited = state === 'requested' || state === 'processing';
    expect(payment.markInDoubt('No answer in time.')).toBe(awaited);
    expect(payment.state).toBe(awaited ? 'in_doubt' : state);
  });

  test('keeps its amount in flight and says what is known', () => {
    const payment = Payment.restore(aPaymentIn('requested'));
    payment.markInDoubt('No answer in time.');
    expect(payment.isInDoubt).toBe(true);
    expect(payment.inFlight).toEqual(usd(1000));
    expect(payment.toData().note).toBe('No answer in time.');
  });

  test.each<[string, PaymentState, Parameters<Payment['apply']>[0]]>([
    ['succeeded', 'succeeded', intent.succeeded()],
    ['is authorized', 'authorized', intent.authorized()],
    ['waits for the customer', 'requires_action', intent.needsAuthentication()],
    ['waits for the customer to confirm', 'requires_action', intent.requiresAction()],
    ['was declined', 'declined', intent.declined()],
    ['is processing', 'processing', intent.processing()],
  ])('is so no more, and says nothing of doubt, once Stripe says that it %s', (_what, state, report) => {
    const payment = Payment.restore(aPaymentIn('requested'));
    payment.markInDoubt('No answer in time.');
    payment.apply(report);
    expect(payment.state).toBe(state);
    expect(payment.isInDoubt).toBe(false);
    expect(payment.toData().note).toBeUndefined();
  });

  test.each([
    ['is only made', intent.created()],
    ['was not attempted', intent.notAttempted()],
  ])('stays in doubt when Stripe says that it %s', (_what, report) => {
    const payment = Payment.restore(aPaymentIn('in_doubt'));
    payment.apply(report);
    expect(payment.state).toBe('in_doubt');
    expect(payment.paymentIntent).toBe('pi_1');
  });
});

describe('a payment that certainly did not happen', () => {
  test.each(STATES)('fails only while its answer is awaited (%s)', (state) => {
    const payment = Payment.restore(aPaymentIn(state));
    const awaited = ['requested', 'processing', 'in_doubt'].includes(state);
    expect(payment.fail('It never reached Stripe.')).toBe(awaited);
    expect(payment.state).toBe(awaited ? 'failed' : state);
    if (awaited) expect(payment.toData().note).toBe('It never reached Stripe.');
  });

  test.each<PaymentState>(['failed', 'declined'])(
    'did happen after all when Stripe says so of one that is %s',
    (state) => {
      const charge = Payment.restore(aPaymentIn(state, 'charge'));
      charge.apply(intent.succeeded());
      expect(charge.state).toBe('succeeded');
      expect(charge.captured).toEqual(usd(1000));
      expect(charge.decline).toBeUndefined();
      expect(charge.toData().note).toBeUndefined();

      const hold = Payment.restore(aPaymentIn(state, 'hold'));
      hold.apply(intent.authorized());
      expect(hold.state).toBe('authorized');
      expect(hold.held).toEqual(usd(1000));
    },
  );

  test.each<PaymentState>(['failed', 'declined', 'canceled', 'released', 'expired', 'succeeded'])(
    'and one that is %s, is not brought back by anything that moved no money',
    (state) => {
      const payment = Payment.restore(aPaymentIn(state));
      const reports = [
        intent.created(),
        intent.notAttempted(),
        intent.processing(),
        intent.requiresAction(),
        intent.needsAuthentication(),
        intent.declined(),
      ];
      for (const report of reports) payment.apply(report);
      expect(payment.state).toBe(state);
    },
  );
});

describe('a capture or release in doubt', () => {
  const capturing = () => {
    const payment = Payment.restore(aPaymentIn('authorized'));
    payment.requestCapture('op-1', usd(400), byAna);
    return payment;
  };

  test('leaves the hold as it is', () => {
    const payment = capturing();
    expect(payment.markInDoubt('No answer in time.')).toBe(true);
    expect(payment.markInDoubt('Still none.')).toBe(false);
    expect(payment.state).toBe('authorized');
    expect(payment.held).toEqual(usd(1000));
    expect(payment.isInDoubt).toBe(true);
    expect(payment.operation?.inDoubt).toBe(true);
  });

  test('is settled by what Stripe says, whichever way it went', () => {
    const captured = capturing();
    captured.markInDoubt('No answer in time.');
    captured.apply(intent.succeeded({ received: usd(400) }));
    expect(captured.toData()).toMatchObject({ state: 'succeeded', captured: usd(400) });
    expect(captured.isInDoubt).toBe(false);
    expect(captured.toData().note).toBeUndefined();

    const released = capturing();
    released.markInDoubt('No answer in time.');
    released.apply(intent.holdCanceled());
    expect(released.state).toBe('released');
    expect(released.isInDoubt).toBe(false);
    expect(released.operation).toBeUndefined();
    expect(released.toData().note).toBeUndefined();
  });

  test('is not settled by Stripe’s saying that the hold is open', () => {
    const payment = capturing();
    payment.apply(intent.authorized());
    expect(payment.operation?.id).toBe('op-1');
  });

  test('is dropped only by its own id', () => {
    const payment = capturing();
    expect(payment.dropOperation('op-0', 'No.')).toBeUndefined();
    expect(payment.operation?.id).toBe('op-1');
    expect(payment.dropOperation('op-1', 'Stripe said no.')?.id).toBe('op-1');
    expect(payment.operation).toBeUndefined();
    expect(payment.state).toBe('authorized');
  });
});

describe('what Stripe can’t mean', () => {
  test('is that money was taken and the payment canceled, in either order', () => {
    const taken = Payment.restore(aPaymentIn('succeeded'));
    expectRefused(() => taken.apply(intent.holdCanceled()), 'payment_transition_refused', {
      state: 'succeeded',
      to: 'released',
    });
    for (const end of ['released', 'expired', 'canceled'] as const) {
      const over = Payment.restore(aPaymentIn(end));
      expectRefused(() => over.apply(intent.succeeded()), 'payment_transition_refused', { state: end });
    }
  });
});
