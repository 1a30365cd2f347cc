import type Stripe from 'stripe';
import { paymentRow } from './payment-rows.js';
import { STATUS_TABS } from './payment-status.js';
import { scan } from './scan.js';

const PER_PAGE = 20;

/** The newest payments, or those of one status; an unknown status shows all. */
export async function paymentsPage(stripe: Stripe, status: string, after?: string): Promise<object> {
  const tab = STATUS_TABS.find(({ id }) => id === status) ?? STATUS_TABS[0]!;
  const filtered = tab.id !== 'all';
  const { found, after: next } = await scan(
    (paging) =>
      stripe.paymentIntents.list({
        ...paging,
        expand: ['data.customer', 'data.latest_charge', 'data.payment_method'],
      }),
    (intent) => tab.matches(intent),
    { wanted: PER_PAGE, after, pageSize: filtered ? 100 : PER_PAGE + 1 },
  );
  const address = (start?: string) =>
    `?${new URLSearchParams({ ...(filtered && { status: tab.id }), ...(start && { starting_after: start }) }).toString()}`;
  return {
    title: 'Payments',
    section: 'payments',
    tabs: STATUS_TABS.map(({ id, label }) => ({ id, label, current: id === tab.id })),
    filtered,
    tabLabel: tab.label.toLowerCase(),
    payments: found.map(paymentRow),
    paging: { next: next && address(next), newest: after && address() },
  };
}
