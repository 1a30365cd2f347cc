import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { invalidRequest } from './http/stripe-api-error.js';
import { newId, randomText } from './state/ids.js';
import type { Customer, PaymentMethod } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import { searchObjects } from './state/search.js';
import type { Work } from './state/work.js';

/** In characters. https://docs.stripe.com/api/customers/create */
const LONGEST = [
  ['name', 256],
  ['email', 512],
  ['phone', 20],
  ['description', 5000],
] as const;

/** https://docs.stripe.com/api/customers */
export const customerRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/customers',
    operation: 'create_customer',
    async handle({ work, params }) {
      const method = params.text('payment_method') ?? undefined;
      const customer = newCustomer(work);
      change(customer, params);
      params.done();
      if (method !== undefined) {
        const found = await work.get<PaymentMethod>('payment_method', method, 'payment_method');
        work.put({ ...found, customer: customer.id });
      }
      work.put(customer);
      work.emit('customer.created', customer);
      return customer;
    },
  },
  {
    method: 'get',
    path: '/v1/customers/search',
    operation: 'search_customers',
    handle: ({ work, params }) => searchObjects<Customer>(work, 'customer', params, '/v1/customers/search'),
  },
  {
    method: 'get',
    path: '/v1/customers',
    operation: 'list_customers',
    async handle({ work, params }) {
      const page = readPage(params);
      const email = params.text('email');
      params.done();
      const conditions = [
        [`NOT data ? 'deleted' AND $::boolean`, true] as const,
        ...(email ? [[`data ->> 'email' = $`, email] as const] : []),
      ];
      return listObjects<Customer>(work, 'customer', page, conditions, '/v1/customers');
    },
  },
  {
    method: 'get',
    path: '/v1/customers/:id',
    operation: 'retrieve_customer',
    async handle({ work, params, part }) {
      params.done();
      return work.get<Customer>('customer', part('id'));
    },
  },
  {
    method: 'post',
    path: '/v1/customers/:id',
    operation: 'update_customer',
    async handle({ work, params, part }) {
      const before = await requireCustomer(work, part('id'), 'id', true);
      const customer = structuredClone(before);
      change(customer, params);
      const standard = customer.invoice_settings.default_payment_method;
      params.done();
      if (typeof standard === 'string' && standard !== before.invoice_settings.default_payment_method)
        await requireOwnMethod(work, customer, standard);
      work.put(customer);
      work.emit('customer.updated', customer, changedFields(before, customer));
      return customer;
    },
  },
  {
    method: 'delete',
    path: '/v1/customers/:id',
    operation: 'delete_customer',
    async handle({ work, params, part }) {
      params.done();
      const customer = await requireCustomer(work, part('id'), 'id', true);
      const deleted = { id: customer.id, object: 'customer' as const, deleted: true as const };
      const { rows } = await work.query<{ data: PaymentMethod }>(
        `SELECT data FROM stripe_sandbox.objects WHERE customer = $1 AND type = 'payment_method'`,
        [customer.id],
      );
      for (const { data } of rows) work.put({ ...data, customer: null });
      work.put({ ...deleted, created: customer.created });
      work.emit('customer.deleted', customer);
      return deleted;
    },
  },
];

/** Throws resource_missing for one that was deleted, too. */
export async function requireCustomer(
  work: Work,
  id: string,
  param = 'customer',
  lock = false,
): Promise<Customer> {
  const customer = lock
    ? await work.lock<Customer>('customer', id, param)
    : await work.get<Customer>('customer', id, param);
  if ('deleted' in customer)
    throw invalidRequest(`No such customer: '${id}'`, { code: 'resource_missing', param });
  return customer;
}

async function requireOwnMethod(work: Work, customer: Customer, method: string): Promise<void> {
  const found = await work.find<PaymentMethod>('payment_method', method);
  if (found?.customer === customer.id) return;
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
  );
}

function newCustomer(work: Work): Customer {
  return {
    id: newId('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: work.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

function change(customer: Customer, params: Params): void {
  for (const [name, most] of LONGEST) {
    const value = params.text(name);
    if (typeof value === 'string' && value.length > most)
      throw invalidRequest(`Invalid string: ${shortened(value)}; must be at most ${most} characters`, {
        param: name,
      });
    if (value !== undefined) customer[name] = value;
  }
  if (customer.email !== null && !/^[^@\s]+@[^@\s]+$/.test(customer.email))
    throw invalidRequest(`Invalid email address: ${customer.email}`, {
      code: 'email_invalid',
      param: 'email',
    });
  customer.metadata = changedMetadata(customer.metadata, params.metadata());
  const address = params.hash('address');
  if (address) {
    const line = (name: string) => address.text(name) ?? null;
    customer.address = {
      city: line('city'),
      country: line('country'),
      line1: line('line1'),
      line2: line('line2'),
      postal_code: line('postal_code'),
      state: line('state'),
    };
    address.done();
  }
  const locales = params.texts('preferred_locales');
  if (locales) customer.preferred_locales = locales;
  const invoicing = params.hash('invoice_settings');
  const method = invoicing?.text('default_payment_method');
  if (method !== undefined) customer.invoice_settings.default_payment_method = method;
  invoicing?.ignore('custom_fields', 'footer', 'rendering_options');
  invoicing?.done();
  params.ignore('shipping', 'tax_exempt', 'tax', 'balance');
}

/** As Stripe's errors show a long text: its beginning and its end. */
function shortened(text: string): string {
  return `${text.slice(0, 10)}...${text.slice(-10)}`;
}

/** `previous_attributes` of an update's event. https://docs.stripe.com/api/events/object */
export function changedFields(before: object, after: object): object {
  const now = after as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now[name])),
  );
}
