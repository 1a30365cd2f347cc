import type { MovementCriteria } from '../../../application/takings/list-takings-movements.query.js';
import type { Page, TakingsMovement } from '../../../application/takings/takings-views.js';
import { FIGURES, type Figure } from '../../../application/takings/takings.js';
import type { Format } from '../views/format.js';
import { movementsHref, periodInWords, takingsHref } from './takings-links.js';

const FIGURE_WORDS: Readonly<Record<Figure, string>> = {
  taken: 'Taken',
  reversed: 'Entered by mistake, taken back',
  refunded: 'Refunded',
  returned: 'Refund that came back',
  disputed: 'Withdrawn by a dispute',
  reinstated: 'Dispute won, given back',
};

export function movementsView(
  criteria: MovementCriteria,
  { rows, nextCursor }: Page<TakingsMovement>,
  methodLabel: (code: string) => string,
  format: Format,
) {
  const { currency, method, figure, awaited, cursor } = criteria;
  const words = [
    figure && FIGURE_WORDS[figure],
    awaited ? 'awaiting Stripe’s transaction' : undefined,
    method && methodLabel(method),
    currency,
    periodInWords(format, criteria),
  ].filter((each) => each !== undefined && each !== '');
  return {
    words: words.join(' · '),
    back: takingsHref(criteria),
    rows: rows.map((row) => ({
      ...row,
      what: FIGURE_WORDS[row.figure],
      method: methodLabel(row.method),
      amount: `${FIGURES[row.figure] < 0 ? '−' : ''}${format.money(row.amount, row.currency)}`,
      day: format.day(row.day),
      href: `/bookings/${row.booking.id}`,
    })),
    paging: {
      any: cursor !== undefined || nextCursor !== undefined,
      first: cursor && movementsHref({ ...criteria, cursor: undefined }),
      next: nextCursor && movementsHref({ ...criteria, cursor: nextCursor }),
    },
  };
}
