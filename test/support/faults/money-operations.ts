import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { PaymentJson } from '../../../src/interfaces/api/v1/payments/payment.json.js';
import type { ApiClient } from '../api-client.js';

/** Where a booking's money is, in minor units; open disputes aside. */
export interface Standing {
  readonly captured: number;
  readonly held: number;
  readonly refunded: number;
}

/** A booking on which an operation can be asked. */
export interface Setting {
  readonly booking: BookingJson;
  /** Of the hold or charge that it is about; none for one that begins a payment. */
  readonly payment?: PaymentJson;
}

/** One of the things that move money, as data for every suite. */
export interface MoneyOperation {
  readonly name: 'charge' | 'hold' | 'capture' | 'release' | 'refund' | 'cancellation';
  /** What the sandbox calls the request to Stripe. */
  readonly request: string;
  readonly prepare: (api: ApiClient) => Promise<Setting>;
  readonly path: (setting: Setting) => string;
  readonly body: object;
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
    // The fee is taken out of the hold.
    name: 'cancellation',
    request: 'capture',
    prepare: aHold,
    path: ({ booking }) => `/bookings/${booking.id}/cancellation`,
    body: { fee: 4000 },
    before: { ...NOTHING, held: 10000 },
    after: { ...NOTHING, captured: 4000 },
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

function aCharge(api: ApiClient): Promise<Setting> {
  return aBookingWith(api, 'charge');
}

async function aBookingWith(api: ApiClient, kind: 'charge' | 'hold'): Promise<Setting> {
  const booking = await api.register();
  const { status, body } = await api[kind](booking.id, 10000);
  if (status !== 201) throw new Error(`No ${kind} to begin with: ${JSON.stringify(body)}`);
  return { booking, payment: body };
}
