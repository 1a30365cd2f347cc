import type { BalanceTransaction, Charge, Dispute, PaymentIntent, Refund } from './state/objects.js';
import type { Work } from './state/work.js';

export interface BookedPayment {
  readonly id: string;
  readonly customer: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly amount: number;
  readonly amount_received: number;
  readonly amount_capturable: number;
  /** Of what was taken; the part of a hold that was never taken doesn't count. */
  readonly amount_refunded: number;
  /** Questioned by the customer's bank, and not yet decided. */
  readonly amount_disputed: number;
  /** Gone for good in disputes. */
  readonly amount_lost: number;
  readonly currency: string;
  readonly status: string;
  readonly created: number;
  readonly charges: readonly {
    readonly id: string;
    readonly status: string;
    readonly amount_captured: number;
  }[];
}

/** Disputes that ended without a loss. https://docs.stripe.com/api/disputes/object#dispute_object-status */
const OVER: readonly string[] = ['won', 'warning_closed', 'prevented'];

/** All the money that moved, to compare other books with. */
export async function readBooks(work: Work) {
  const objects = await work.query<{ data: PaymentIntent | Charge | Refund | Dispute }>(
    `SELECT data FROM stripe_sandbox.objects
     WHERE type IN ('payment_intent', 'charge', 'refund', 'dispute') ORDER BY seq`,
    [],
  );
  const charges = new Map<string, Charge[]>();
  const refunded = new Map<string, number>();
  const disputed = new Map<string, number>();
  const lost = new Map<string, number>();
  const intents: PaymentIntent[] = [];
  for (const { data } of objects.rows) {
    if (data.object === 'payment_intent') intents.push(data);
    else if (data.object === 'charge') add(charges, data);
    else if (data.object === 'dispute') {
      if (data.status === 'lost') increase(lost, data);
      else if (!OVER.includes(data.status)) increase(disputed, data);
    } else if (counts(data)) increase(refunded, data);
  }
  const payments = intents.map((intent): BookedPayment => {
    const own = charges.get(intent.id) ?? [];
    const sumOf = (amounts: ReadonlyMap<string, number>) =>
      own.reduce((sum, charge) => sum + (amounts.get(charge.id) ?? 0), 0);
    return {
      id: intent.id,
      customer: intent.customer,
      metadata: intent.metadata,
      amount: intent.amount,
      amount_received: intent.amount_received,
      amount_capturable: intent.amount_capturable,
      amount_refunded: sumOf(refunded),
      amount_disputed: sumOf(disputed),
      amount_lost: sumOf(lost),
      currency: intent.currency,
      status: intent.status,
      created: intent.created,
      charges: own.map(({ id, status, amount_captured }) => ({ id, status, amount_captured })),
    };
  });
  return { payment_intents: payments, totals: totalsOf(payments), balance: await readBalance(work) };
}

/** What went through the balance, by the currency that it is kept in. */
async function readBalance(work: Work) {
  const { rows } = await work.query<{ data: BalanceTransaction }>(
    `SELECT data FROM stripe_sandbox.objects WHERE type = 'balance_transaction' ORDER BY seq`,
    [],
  );
  const balance: Record<
    string,
    { charged: number; refunded: number; disputed: number; fees: number; paid_out: number; left: number }
  > = {};
  for (const { data } of rows) {
    const sums = (balance[data.currency] ??= {
      charged: 0,
      refunded: 0,
      disputed: 0,
      fees: 0,
      paid_out: 0,
      left: 0,
    });
    const isTaken = data.type === 'charge' || data.reporting_category === 'partial_capture_reversal';
    if (isTaken) sums.charged += data.amount;
    else if (data.type === 'payout') sums.paid_out -= data.amount;
    else if (data.type === 'adjustment') sums.disputed -= data.amount;
    else sums.refunded -= data.amount;
    sums.fees += data.fee;
    sums.left += data.net;
  }
  return balance;
}

function add(charges: Map<string, Charge[]>, charge: Charge): void {
  const intent = charge.payment_intent ?? '';
  charges.set(intent, [...(charges.get(intent) ?? []), charge]);
}

function increase(amounts: Map<string, number>, { charge, amount }: Refund | Dispute): void {
  amounts.set(charge, (amounts.get(charge) ?? 0) + amount);
}

function counts(refund: Refund): boolean {
  return !refund._sandbox?.released && (refund.status === 'succeeded' || refund.status === 'pending');
}

/** Per currency, in minor units as Stripe counts them. */
function totalsOf(payments: readonly BookedPayment[]) {
  const totals: Record<
    string,
    { payments: number; amount_received: number; amount_capturable: number; amount_refunded: number }
  > = {};
  for (const payment of payments) {
    const total = (totals[payment.currency] ??= {
      payments: 0,
      amount_received: 0,
      amount_capturable: 0,
      amount_refunded: 0,
    });
    total.payments += 1;
    total.amount_received += payment.amount_received;
    total.amount_capturable += payment.amount_capturable;
    total.amount_refunded += payment.amount_refunded;
  }
  return totals;
}
