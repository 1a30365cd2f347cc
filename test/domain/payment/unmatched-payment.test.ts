import fc from 'fast-check';
import { UnmatchedPayment } from '../../../src/domain/payment/unmatched-payment.js';
import { anIntent, aRefund } from '../../support/domain/an-intent.js';
import { anUnmatchedPayment } from '../../support/domain/an-unmatched-payment.js';
import { byAna, byBen, NOW } from '../../support/domain/causes.js';
import { eur, usd } from '../../support/domain/money.js';
import { expectRefused } from '../../support/domain/refusals.js';

const intent = anIntent(usd(400), 'pi_theirs');
const BOOKING = { id: 'booking-1', reference: 'T-1001' };

describe('a payment found in Stripe', () => {
  test.each([
    ['processing', intent.processing(), true],
    ['held', intent.authorized(), true],
    ['taken', intent.succeeded(), true],
    ['given back since', intent.succeeded({ refunds: [aRefund(usd(400))] }), true],
    ['not attempted', intent.notAttempted(), false],
    ['declined', intent.declined(), false],
    ['waiting for the customer', intent.needsAuthentication(), false],
    ['canceled before anything was taken', intent.canceled(), false],
    ['released', intent.holdCanceled(), false],
  ])('that is %s: worth linking: %s', (_state, report, worth) => {
    expect(anUnmatchedPayment(report, 'hold').isWorthLinking).toBe(worth);
  });

  test('was made when Stripe says, and by nobody of ours', () => {
    expect(anUnmatchedPayment(intent.succeeded()).toData().payment).toMatchObject({
      id: 'u1',
      kind: 'charge',
      state: 'succeeded',
      captured: usd(400),
      requestedAt: NOW,
      requestedBy: { kind: 'stripe' },
    });
  });

  test('ends the same in whatever order its reports are heard', () => {
    const reports = [
      intent.authorized(),
      intent.succeeded({ received: usd(300) }),
      intent.succeeded({ received: usd(300), refunds: [aRefund(usd(100), 'pending')] }),
      intent.succeeded({ received: usd(300), refunds: [aRefund(usd(100))] }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: reports.length }), (heard) => {
        const found = anUnmatchedPayment(intent.processing(), 'hold');
        for (const report of heard) found.refresh(report, {});
        expect(found.toData().payment).toMatchObject({
          state: 'succeeded',
          captured: usd(300),
          refunds: [{ amount: usd(100), status: 'succeeded' }],
        });
      }),
    );
  });

  test('takes on what it is said to be for, and keeps it where nothing is said', () => {
    const found = anUnmatchedPayment(intent.succeeded());
    found.refresh(intent.succeeded(), { description: 'For T-1001' });
    found.refresh(intent.succeeded(), {});
    expect(found.toData().description).toBe('For T-1001');
  });

  test.each([
    [
      'a larger amount that is held by now',
      intent.authorized(),
      anIntent(usd(500), 'pi_theirs').authorized(),
      500,
    ],
    ['a smaller one, which is older', intent.authorized(), anIntent(usd(300), 'pi_theirs').authorized(), 400],
    [
      'another one while nothing had moved',
      intent.declined(),
      anIntent(usd(300), 'pi_theirs').succeeded(),
      300,
    ],
  ])('hears of %s', (_what, before, report, amount) => {
    const found = anUnmatchedPayment(before, 'hold');
    found.refresh(report, {});
    expect(found.toData().payment.amount).toEqual(usd(amount));
  });

  test('keeps what it knows of refunds when more is said to be held', () => {
    const found = anUnmatchedPayment(intent.succeeded({ refunds: [aRefund(usd(100))] }), 'hold');
    found.refresh(anIntent(usd(500), 'pi_theirs').succeeded(), {});
    expect(found.toData().payment).toMatchObject({ captured: usd(500), refunds: [{ amount: usd(100) }] });
  });

  test('hears of another currency while nothing had moved', () => {
    const found = anUnmatchedPayment(intent.declined());
    found.refresh(anIntent(eur(300), 'pi_theirs').succeeded(), {});
    expect(found.toData().payment).toMatchObject({
      amount: eur(300),
      captured: eur(300),
      state: 'succeeded',
    });
  });
});

describe('linking it', () => {
  test('hands it over once, and remembers to what, by whom and when', () => {
    const found = anUnmatchedPayment(intent.succeeded());
    expect(found.linkTo(BOOKING, byAna)).toMatchObject({ paymentIntent: 'pi_theirs', captured: usd(400) });
    const linked = UnmatchedPayment.restore(found.toData());
    expect(linked.linked).toMatchObject({ booking: 'booking-1', by: byAna.by, at: byAna.at });
    const refusal = expectRefused(
      () => linked.linkTo({ id: 'booking-2', reference: 'T-1002' }, byBen),
      'already_linked',
      { booking: 'booking-1', reference: 'T-1001' },
    );
    expect(refusal.message).toContain('T-1001');
  });

  test('is refused once it was given back without ever being taken', () => {
    const found = anUnmatchedPayment(intent.authorized(), 'hold');
    found.refresh(intent.holdCanceled(), {});
    expectRefused(() => found.linkTo(BOOKING, byAna), 'nothing_to_link', { state: 'released' });
  });
});

describe('a payment that is for no booking', () => {
  const taken = () => anUnmatchedPayment(intent.succeeded());

  test('says who said so, when and why; said twice, the first note stands', () => {
    const found = taken();
    expect(found.dismiss('  A donation ', byAna)).toBe(true);
    expect(found.dismiss('Something else', byBen)).toBe(false);
    expect(found.toData().dismissed).toEqual({ note: 'A donation', ...byAna });
  });

  test('can be put back, and linked all the same', () => {
    const found = taken();
    expect(found.reopen(byBen)).toBe(false);
    found.dismiss('A donation', byAna);
    expect(found.reopen(byBen)).toBe(true);
    expect(found.toData().putBack).toEqual({ ...byBen, was: { note: 'A donation', ...byAna } });
    found.dismiss('A donation', byAna);
    found.linkTo(BOOKING, byBen);
    expect(found.toData()).toMatchObject({ dismissed: undefined, linked: { booking: 'booking-1' } });
  });

  test('stays set aside whatever Stripe tells of it later', () => {
    const found = taken();
    found.dismiss('A donation', byAna);
    found.refresh(intent.succeeded({ refunds: [aRefund(usd(100))] }), {});
    expect(found.toData().dismissed).toMatchObject({ note: 'A donation' });
  });

  test.each([
    ['without a note', taken, ' ', 'note_required'],
    ['when nothing is there any more', () => anUnmatchedPayment(intent.canceled()), 'x', 'nothing_to_link'],
  ])('is refused %s', (_why, found, note, code) => {
    expectRefused(() => found().dismiss(note, byAna), code);
  });

  test('is refused once it is linked', () => {
    const found = taken();
    found.linkTo(BOOKING, byAna);
    expectRefused(() => found.dismiss('A donation', byBen), 'already_linked');
  });
});
