import { randomUUID } from 'node:crypto';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { CustomerLinkJson } from '../../../src/interfaces/api/v1/customer-links/customer-link.json.js';
import type { PaymentJson } from '../../../src/interfaces/api/v1/payments/payment.json.js';
import type { ApiClient } from '../api-client.js';

/** Where a booking's money is, in minor units; open disputes aside. */
export interface Standing {
  readonly captured: number;
  readonly held: number;
  readonly refunded: number;
  /** What the booking shows as waiting for the customer, where that is what it is about; Stripe's books tell nothing of it. */
  readonly waiting?: number;
}

/** A booking on which an operation can be asked. */
export interface Setting {
  readonly booking: BookingJson;
  /** Of the hold or charge that it is about; none for one that begins a payment. */
  readonly payment?: PaymentJson;
  /** What ends in a token. */
  readonly link?: string;
}

/** One of the things that move money, as data for every suite. */
export interface MoneyOperation {
  readonly name:
    | 'charge'
    | 'hold'
    | 'renewal'
    | 'capture'
    | 'release'
    | 'refund'
    | 'refund in parts'
    | 'cancellation'
    | 'give up'
    | 'pay by link';
  /** What the sandbox calls the request to Stripe. */
  readonly request: string;
  readonly prepare: (api: ApiClient) => Promise<Setting>;
  readonly path: (setting: Setting) => string;
  readonly body: object;
  /** How a customer asks, who has no token and no key: by the address, pressing the button. */
  readonly byLink?: true;
  /** So many payments the booking has once it is done; one, unless told. */
  readonly payments?: number;
  /** It takes several of that request, and Stripe may refuse one and do the others. */
  readonly inParts?: true;
  /** Another request follows once the first was answered. */
  readonly inSequence?: true;
  /** Before it, and once it is done. */
  readonly before: Standing;
  readonly after: Standing;
}

const NOTHING: Standing = { captured: 0, held: 0, refunded: 0 };

const ALL_OPERATIONS: readonly MoneyOperation[] = [
  {
    name: 'charge',
    request: 'create_payment_intent',
    prepare: aBooking,
    path: ({ booking }) => `/bookings/${booking.id}/charges`,
    body: { amount: 10000 },
    before: NOTHING,
    after: { ...NOTHING, captured: 10000 },
  },
  {
    name: 'hold',
    request: 'create_payment_intent',
    prepare: aBooking,
    path: ({ booking }) => `/bookings/${booking.id}/holds`,
    body: { amount: 10000 },
    before: NOTHING,
    after: { ...NOTHING, held: 10000 },
  },
  {
    // Two requests: the new hold, and giving back the old one.
    name: 'renewal',
    request: 'create_payment_intent',
    prepare: aHold,
    path: ({ payment }) => `/payments/${payment?.id}/reauthorize`,
    body: { amount: 9000 },
    payments: 2,
    inSequence: true,
    before: { ...NOTHING, held: 10000 },
    after: { ...NOTHING, held: 9000 },
  },
  {
    name: 'capture',
    request: 'capture',
    prepare: aHold,
    path: ({ payment }) => `/payments/${payment?.id}/capture`,
    body: { amount: 4000 },
    before: { ...NOTHING, held: 10000 },
    after: { ...NOTHING, captured: 4000 },
  },
  {
    name: 'release',
    request: 'cancel',
    prepare: aHold,
    path: ({ payment }) => `/payments/${payment?.id}/release`,
    body: {},
    before: { ...NOTHING, held: 10000 },
    after: NOTHING,
  },
  {
    name: 'refund',
    request: 'refund',
    prepare: aCharge,
    path: ({ payment }) => `/payments/${payment?.id}/refunds`,
    body: { amount: 4000, reason: 'requested_by_customer' },
    before: { ...NOTHING, captured: 10000 },
    after: { ...NOTHING, captured: 10000, refunded: 4000 },
  },
  {
    name: 'refund in parts',
    request: 'refund',
    prepare: twoCharges,
    path: ({ booking }) => `/bookings/${booking.id}/refunds`,
    body: { amount: 14000, reason: 'requested_by_customer' },
    payments: 2,
    inParts: true,
    before: { ...NOTHING, captured: 18000 },
    after: { ...NOTHING, captured: 18000, refunded: 14000 },
  },
  {
    // The fee is taken out of the hold.
    name: 'cancellation',
    request: 'capture',
    prepare: aHold,
    path: ({ booking }) => `/bookings/${booking.id}/cancellation`,
    body: { fee: 4000 },
    before: { ...NOTHING, held: 10000 },
    after: { ...NOTHING, captured: 4000 },
  },
  {
    name: 'give up',
    request: 'cancel',
    prepare: aWaitingCharge,
    path: ({ payment }) => `/payments/${payment?.id}/cancel`,
    body: {},
    before: { ...NOTHING, waiting: 10000 },
    after: { ...NOTHING, waiting: 0 },
  },
  {
    name: 'pay by link',
    request: 'create_checkout_session',
    prepare: aPaymentLink,
    path: ({ link }) => link ?? '',
    body: {},
    byLink: true,
    before: { ...NOTHING, waiting: 0 },
    after: { ...NOTHING, waiting: 10000 },
  },
];

/** FAULT_ONLY=charge,refund leaves the others out, for a quicker look. */
const ONLY = process.env.FAULT_ONLY?.split(',');
export const MONEY_OPERATIONS = ALL_OPERATIONS.filter(({ name }) => ONLY?.includes(name) ?? true);

async function aBooking(api: ApiClient): Promise<Setting> {
  return { booking: await api.register() };
}

export function aHold(api: ApiClient): Promise<Setting> {
  return aBookingWith(api, 'hold');
}

async function aWaitingCharge(api: ApiClient): Promise<Setting> {
  const booking = await api.register({ payment_method: 'pm_card_authenticationRequired' });
  const { status, body } = await api.charge(booking.id, 10000);
  if (status !== 402) throw new Error(`No charge that waits to begin with: ${JSON.stringify(body)}`);
  return { booking, payment: body.payment };
}

async function aPaymentLink(api: ApiClient): Promise<Setting> {
  const booking = await api.register();
  const { status, body } = await api.post(
    `/bookings/${booking.id}/payment-links`,
    { amount: 10000 },
    { key: randomUUID() },
  );
  if (status !== 201) throw new Error(`No link to begin with: ${JSON.stringify(body)}`);
  return { booking, link: new URL((body as unknown as CustomerLinkJson).url).pathname };
}

function aCharge(api: ApiClient): Promise<Setting> {
  return aBookingWith(api, 'charge');
}

async function twoCharges(api: ApiClient): Promise<Setting> {
  const first = await aCharge(api);
  const { status, body } = await api.charge(first.booking.id, 8000);
  if (status !== 201) throw new Error(`No second charge to begin with: ${JSON.stringify(body)}`);
  return first;
}

async function aBookingWith(api: ApiClient, kind: 'charge' | 'hold'): Promise<Setting> {
  const booking = await api.register();
  const { status, body } = await api[kind](booking.id, 10000);
  if (status !== 201) throw new Error(`No ${kind} to begin with: ${JSON.stringify(body)}`);
  return { booking, payment: body };
}
