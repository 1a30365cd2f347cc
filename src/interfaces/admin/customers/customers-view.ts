import {
  CUSTOMER_SORTS,
  type CustomerCriteria,
  type CustomerPage,
  type CustomerSort,
} from '../../../application/customer/list-customers.query.js';
import { cardName } from '../bookings/card-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';

const PAGE_SIZE = 50;
const DEFAULT_SORT: CustomerSort = '-created_at';
const SORT_LABELS: Readonly<Record<CustomerSort, string>> = {
  '-created_at': 'Newest first',
  name: 'By name',
};

/** What the address asks for; anything it can't mean is left out. */
export function customerCriteriaFrom(query: FormFields): CustomerCriteria {
  return {
    q: textOf(query, 'q').trim().slice(0, 200) || undefined,
    owing: textOf(query, 'owing') === '1' || undefined,
    withoutCard: textOf(query, 'cards') === 'none' || undefined,
    sort: CUSTOMER_SORTS.find((known) => known === textOf(query, 'sort')) ?? DEFAULT_SORT,
    cursor: textOf(query, 'cursor') || undefined,
    limit: PAGE_SIZE,
  };
}

export function customersHref({ q, owing, withoutCard, sort, cursor }: CustomerCriteria): string {
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (owing) query.set('owing', '1');
  if (withoutCard) query.set('cards', 'none');
  if (sort && sort !== DEFAULT_SORT) query.set('sort', sort);
  if (cursor) query.set('cursor', cursor);
  return query.size === 0 ? '/customers' : `/customers?${query.toString()}`;
}

export function customersView(criteria: CustomerCriteria, { rows, nextCursor }: CustomerPage) {
  const { q, owing, withoutCard, sort, cursor } = criteria;
  const chip = (label: string, narrowed: Pick<CustomerCriteria, 'owing' | 'withoutCard'>) => ({
    label,
    current: narrowed.owing === owing && narrowed.withoutCard === withoutCard,
    href: customersHref({ q, sort, ...narrowed }),
  });
  return {
    q: q ?? '',
    owing,
    withoutCard,
    chips: [
      chip('All', {}),
      chip('Owe something', { owing: true }),
      chip('Without a card', { withoutCard: true }),
    ],
    sorts: CUSTOMER_SORTS.map((value) => ({
      value,
      label: SORT_LABELS[value],
      current: value === sort,
    })),
    rows: rows.map((row) => ({ ...row, href: `/customers/${row.id}`, cardName: cardName(row.card) })),
    empty:
      rows.length > 0
        ? undefined
        : {
            q,
            filtered: q !== undefined || owing || withoutCard,
            more: cursor !== undefined,
            everywhere: q && (owing ?? withoutCard) ? customersHref({ q, sort }) : undefined,
          },
    paging: {
      any: cursor !== undefined || nextCursor !== undefined,
      first: cursor && customersHref({ ...criteria, cursor: undefined }),
      next: nextCursor && customersHref({ ...criteria, cursor: nextCursor }),
      firstLabel: sort === 'name' ? 'First' : 'Newest',
      nextLabel: sort === 'name' ? 'Next' : 'Older',
    },
  };
}
