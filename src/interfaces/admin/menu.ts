import type { Waiting } from './navigation.js';

interface MenuItem {
  readonly label: string;
  readonly href: string;
  /** Paths besides its own on whose pages it is the current one. */
  readonly also?: readonly string[];
  /** What is counted behind it. */
  readonly counts?: keyof Waiting;
}

/** Every page that a menu leads to, in the order in which it is shown. */
export const MENU = {
  /** Side by side at the top of a wide page. */
  main: [
    { label: 'Bookings', href: '/bookings', also: ['/payments', '/refunds', '/card-setups'] },
    { label: 'Customers', href: '/customers' },
    { label: 'Balances', href: '/balances' },
    { label: 'Attention', href: '/attention', counts: 'attention' },
    { label: 'Unmatched', href: '/unmatched-payments', counts: 'unmatched' },
  ],
  /** Behind "More". */
  more: [
    { label: 'Batches', href: '/batches' },
    { label: 'Rules', href: '/rules' },
    { label: 'Takings', href: '/takings', also: ['/payouts'] },
    { label: 'Exports', href: '/exports' },
    { label: 'Imports', href: '/imports' },
    { label: 'Reconciliation', href: '/reconciliation' },
  ],
  /** Behind the name of who is signed in. */
  desk: [
    { label: 'Mail', href: '/mails' },
    { label: 'Set up Stripe', href: '/stripe' },
    { label: 'Settings', href: '/settings' },
  ],
} satisfies Record<string, readonly MenuItem[]>;

/** The menus as a page at `path` shows them. */
export function menuAt(path: string, waiting: Waiting | undefined) {
  const shown = (item: MenuItem) => ({
    label: item.label,
    href: item.href,
    current: [item.href, ...(item.also ?? [])].some(
      (start) => path === start || path.startsWith(`${start}/`),
    ),
    waiting: (item.counts && waiting?.[item.counts]) || undefined,
  });
  const more = MENU.more.map(shown);
  return {
    main: MENU.main.map(shown),
    more,
    inMore: more.some(({ current }) => current),
    desk: MENU.desk.map(shown),
  };
}
