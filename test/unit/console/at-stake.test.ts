import type { BookingRow } from '../../../src/application/booking/booking.views.js';
import { atStake } from '../../../src/interfaces/admin/attention/attention-view.js';

const nothing = { total: 18_550, disputed: 0, inFlight: 0, held: 0, overpaid: 0, outstanding: 0 };
const of = (amounts: Partial<typeof nothing>) =>
  atStake({ ...nothing, ...amounts } as BookingRow).map(({ amount, words }) => `${amount} ${words}`);

describe('what is at stake of a booking that needs attention', () => {
  it('is what is disputed, under way, held, overpaid and outstanding, each by itself', () => {
    expect(of({ outstanding: 18_550 })).toEqual(['18550 outstanding']);
    expect(of({ held: 10_000, outstanding: 18_550 })).toEqual(['10000 held', '18550 outstanding']);
    expect(of({ disputed: 18_550 })).toEqual(['18550 disputed']);
    expect(of({ inFlight: 500, outstanding: 600 })).toEqual(['500 under way', '600 outstanding']);
    expect(of({ overpaid: 8550 })).toEqual(['8550 overpaid']);
  });

  it('is what it costs where none of that is so', () => {
    expect(of({})).toEqual(['18550 in all']);
    expect(of({ total: 0 })).toEqual(['0 in all']);
  });
});
