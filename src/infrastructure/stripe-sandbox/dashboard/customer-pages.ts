import type Stripe from 'stripe';
import { formatAmount } from './amounts.js';
import { showCard } from './cards.js';
import { offeredCards, type RefusedCardForm } from './customer-cards.js';
import { OFFERED_CURRENCIES, type RefusedPayment } from './new-payment.js';
import { paymentRow } from './payment-rows.js';
import { scan } from './scan.js';
import { showTime } from './times.js';

const PER_PAGE = 20;
const MOST_PAYMENTS = 50;

/** The newest customers, or those whose e-mail or name holds the text. */
export async function customersPage(stripe: Stripe, query: string, after?: string): Promise<object> {
  const sought = query.trim().toLowerCase();
  const { found, after: next } = await scan(
    (paging) => stripe.customers.list(paging),
    ({ email, name }) => `${email ?? ''}\n${name ?? ''}`.toLowerCase().includes(sought),
    { wanted: PER_PAGE, after, pageSize: sought ? 100 : PER_PAGE + 1 },
  );
  return {
    title: 'Customers',
    section: 'customers',
    query,
    customers: found.map(customerRow),
    paging: { next: next && `?${pageQuery(query, next)}`, newest: after && `?${pageQuery(query)}` },
  };
}

export async function customerPage(
  stripe: Stripe,
  id: string,
  { refused, refusedCard }: { refused?: RefusedPayment; refusedCard?: RefusedCardForm } = {},
): Promise<object | undefined> {
  const customer = await stripe.customers.retrieve(id);
  if (customer.deleted) return undefined;
  const [methods, payments] = await Promise.all([
    stripe.paymentMethods.list({ customer: id, type: 'card', limit: 100 }),
    stripe.paymentIntents.list({
      customer: id,
      limit: MOST_PAYMENTS,
      expand: ['data.latest_charge', 'data.payment_method'],
    }),
  ]);
  const chosen = customer.invoice_settings.default_payment_method;
  return {
    title: customer.name ?? customer.email ?? id,
    section: 'customers',
    ...customerRow(customer),
    phone: customer.phone,
    metadata: Object.entries(customer.metadata).map(([key, value]) => ({ key, value })),
    methods: methods.data.map((method) => ({
      id: method.id,
      card: showCard(method.card),
      isDefault: method.id === (typeof chosen === 'string' ? chosen : chosen?.id),
      created: showTime(method.created),
    })),
    // On the customer's own page their name beside every payment says nothing.
    payments: payments.data.map((intent) => ({ ...paymentRow(intent), customer: undefined })),
    waiting: payments.data
      .filter(({ status }) => status === 'requires_capture')
      .map(({ id, amount_capturable: amount, currency }) => ({ id, amount: formatAmount(amount, currency) })),
    more: payments.has_more,
    newCard: { groups: offeredCards(refusedCard?.card ?? ''), problem: refusedCard?.problem },
    newPayment: methods.data.length > 0 && newPayment(payments.data[0]?.currency ?? 'usd', refused),
  };
}

function newPayment(usual: string, refused: RefusedPayment | undefined): object {
  const currency = refused?.currency ?? usual;
  return {
    ...refused,
    currencies: OFFERED_CURRENCIES.map((code) => ({
      code,
      label: code.toUpperCase(),
      chosen: code === currency,
    })),
  };
}

function customerRow({ id, name, email, created }: Stripe.Customer): object {
  return { id, name: name ?? email ?? id, email: email ?? undefined, created: showTime(created) };
}

function pageQuery(query: string, after?: string): string {
  return new URLSearchParams({
    ...(query && { q: query }),
    ...(after && { starting_after: after }),
  }).toString();
}
