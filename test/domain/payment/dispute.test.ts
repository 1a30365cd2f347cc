import fc from 'fast-check';
import { mergeDispute, needsResponse, type Dispute } from '../../../src/domain/payment/dispute.js';
import type { Booking } from '../../../src/domain/booking/booking.js';
import { aBooking } from '../../support/domain/a-booking.js';
import { aDispute, aMovement } from '../../support/domain/an-intent.js';
import { byStripe, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

const DUE = hoursAfter(NOW, 24 * 9);
const opened: Dispute = { ...aDispute(usd(600)), evidenceDueBy: DUE, openedAt: NOW };
const withdrawn: Dispute = { ...opened, movements: [aMovement(opened, 'withdrawn')] };
const answered: Dispute = { ...withdrawn, underReview: true, evidenceSubmitted: true };
const won: Dispute = { ...answered, status: 'won', underReview: false };
const paidBack: Dispute = { ...won, movements: [...(won.movements ?? []), aMovement(opened, 'reinstated')] };
const lost: Dispute = { ...answered, status: 'lost', underReview: false };

const asked: Dispute = { ...opened, inquiry: true };
const closed: Dispute = { ...asked, status: 'won' };

const heard = (reports: readonly Dispute[]) =>
  reports.reduce<Dispute | undefined>((known, reported) => mergeDispute(known, reported), undefined);

const charged = () => aBooking(usd(1000)).withCharge(usd(600)).build();
const tell = (booking: Booking, ...disputes: Dispute[]) => {
  for (const dispute of disputes) booking.recordFacts('p1', { refunds: [], disputes: [dispute] }, byStripe);
};

describe('a dispute', () => {
  test.each<[string, readonly Dispute[]]>([
    ['that is won', [opened, withdrawn, answered, won, paidBack]],
    ['that is lost', [opened, withdrawn, answered, lost]],
    ['that began as an inquiry', [asked, closed, opened, withdrawn, lost]],
    ['whose deadline is put off', [opened, { ...opened, evidenceDueBy: hoursAfter(DUE, 24) }]],
    ['whose amount rises with the inquiry', [{ ...asked, amount: usd(100) }, asked, opened]],
  ])('%s ends the same in whatever order it is heard, and however often', (_what, reports) => {
    const end = heard(reports);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }),
        (shuffled) => {
          expect(heard(shuffled)).toEqual(end);
        },
      ),
    );
  });

  test('keeps what Stripe moved for it, each once', () => {
    expect(heard([withdrawn, paidBack, withdrawn])?.movements).toEqual([
      expect.objectContaining({ id: 'txn_dp_1_withdrawn', direction: 'withdrawn', fee: usd(1500) }),
      expect.objectContaining({ id: 'txn_dp_1_reinstated', direction: 'reinstated', amount: usd(600) }),
    ]);
  });

  test.each([
    ['open', opened, true],
    ['under review', answered, false],
    ['won', won, false],
    ['lost', lost, false],
    ['an inquiry', asked, true],
  ])('that is %s waits for an answer: %#', (_what, dispute, waits) => {
    expect(needsResponse(dispute)).toBe(waits);
  });
});

describe('a booking with a dispute', () => {
  test('says until when it can be answered, the first of several', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(600)).build();
    const later: Dispute = { ...opened, id: 'dp_2', evidenceDueBy: hoursAfter(DUE, 24) };
    tell(booking, later);
    expect(booking.flagFacts.disputeDueBy).toEqual(later.evidenceDueBy);
    tell(booking, opened);
    expect(booking.flagFacts.disputeDueBy).toEqual(DUE);
    tell(booking, answered);
    expect(booking.flagFacts.disputeDueBy).toEqual(later.evidenceDueBy);
    expect(booking.flagsAt(NOW)).toContain('disputed');
    tell(booking, { ...later, status: 'won' }, won);
    expect(booking.flagFacts).toMatchObject({ disputeDueBy: undefined, disputed: false });
  });

  test('keeps its balances while Stripe takes the money and gives it back', () => {
    const booking = charged();
    const before = booking.amounts;
    tell(booking, opened, withdrawn);
    expect(booking.amounts).toEqual({ ...before, disputed: usd(600) });
    tell(booking, answered, won, paidBack);
    expect(booking.amounts).toEqual(before);
  });

  test('counts what is lost as refunded and waived, and never more than was taken', () => {
    const booking = aBooking(usd(1000)).withCharge(usd(600)).withRefund(usd(400)).build();
    tell(booking, lost);
    expect(booking.amounts).toMatchObject({ refunded: usd(600), waived: usd(600), outstanding: usd(400) });
  });

  test('counts the parts that are lost in several disputes of one payment', () => {
    const booking = charged();
    const part = (id: string, status: Dispute['status']) => ({
      ...aDispute(usd(200), status, id),
      openedAt: NOW,
    });
    tell(booking, part('dp_a', 'lost'), part('dp_b', 'open'), part('dp_c', 'won'));
    expect(booking.amounts).toMatchObject({ refunded: usd(200), disputed: usd(200), waived: usd(200) });
  });

  test('records what is new, each once', () => {
    const booking = charged();
    tell(booking, opened, withdrawn, withdrawn, answered, opened, won, paidBack, paidBack);
    const types = booking.events.map((event) =>
      event.type === 'dispute_changed'
        ? `${event.type} ${event.status}`
        : event.type === 'dispute_money_moved'
          ? `${event.type} ${event.direction}`
          : event.type,
    );
    expect(types).toEqual([
      'dispute_changed open',
      'dispute_money_moved withdrawn',
      'dispute_answered',
      'dispute_changed won',
      'dispute_money_moved reinstated',
    ]);
  });

  test('tells of an inquiry that becomes a dispute', () => {
    const booking = charged();
    tell(booking, asked, closed, opened);
    expect(booking.events).toMatchObject([
      { type: 'dispute_changed', status: 'open', inquiry: true, reason: 'fraudulent', evidenceDueBy: DUE },
      { type: 'dispute_changed', status: 'won', inquiry: true },
      { type: 'dispute_changed', status: 'open', inquiry: false },
    ]);
  });
});
