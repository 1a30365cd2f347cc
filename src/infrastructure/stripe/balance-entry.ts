import type Stripe from 'stripe';
import { isCurrency } from '../../domain/shared/currency.js';
import { fromStripeAmount } from './stripe-amounts.js';

/** A balance transaction in our words: signed minor units of the balance's currency. */
export interface BalanceEntry {
  /** `txn_…` */
  readonly id: string;
  readonly type: string;
  /** https://docs.stripe.com/reports/reporting-categories */
  readonly category: string;
  readonly source?: string;
  /** The fact in our books that it is the transaction of; the ids of takings' facts. */
  readonly fact?: string;
  readonly charge?: string;
  readonly paymentIntent?: string;
  readonly currency: string;
  readonly amount: number;
  readonly fee: number;
  /** What one unit of `takenIn` gave; absent where nothing was converted. */
  readonly exchangeRate?: number;
  /** The currency that the customer paid in. */
  readonly takenIn: string;
  readonly description?: string;
  readonly availableOn: Date;
  readonly created: Date;
}

/** Undefined for a currency that has no minor units known here, such as a stablecoin's. */
export function toBalanceEntry(transaction: Stripe.BalanceTransaction): BalanceEntry | undefined {
  const { id, type, reporting_category: category, description, exchange_rate: rate } = transaction;
  const currency = transaction.currency.toUpperCase();
  if (!isCurrency(currency)) return undefined;
  const source = typeof transaction.source === 'object' ? transaction.source : null;
  const paid = source ? originOf(source) : {};
  return {
    id,
    type,
    category,
    source: typeof transaction.source === 'string' ? transaction.source : source?.id,
    fact: factOf(transaction, paid),
    charge: paid.charge,
    paymentIntent: paid.paymentIntent,
    currency,
    amount: signed(transaction.amount, currency),
    fee: signed(transaction.fee, currency),
    exchangeRate: rate ?? undefined,
    takenIn: rate === null ? currency : (paid.currency ?? currency),
    description: description ?? undefined,
    availableOn: new Date(transaction.available_on * 1000),
    created: new Date(transaction.created * 1000),
  };
}

interface Origin {
  readonly charge?: string;
  readonly paymentIntent?: string;
  readonly currency?: string;
}

function originOf(source: Stripe.BalanceTransactionSource): Origin {
  if (source.object === 'charge')
    return {
      charge: source.id,
      paymentIntent: idOf(source.payment_intent),
      currency: source.currency.toUpperCase(),
    };
  if (source.object === 'refund' || source.object === 'dispute')
    return {
      charge: idOf(source.charge),
      paymentIntent: idOf(source.payment_intent),
      currency: source.currency.toUpperCase(),
    };
  return {};
}

/**
 * https://docs.stripe.com/reports/balance-transaction-types. What reverses the part of a hold that wasn't captured is
 * of no fact of ours, and a refund that failed may be called an adjustment:
 * https://docs.stripe.com/reports/reporting-categories
 */
function factOf(
  transaction: Stripe.BalanceTransaction,
  { charge, paymentIntent }: Origin,
): string | undefined {
  const source = idOf(transaction.source);
  const { reporting_category: category } = transaction;
  if (category === 'partial_capture_reversal') return undefined;
  if (category === 'refund_failure') return source && `${source}:returned`;
  switch (transaction.type) {
    case 'charge':
    case 'payment':
      return paymentIntent ?? charge;
    case 'refund':
    case 'payment_refund':
      return source;
    case 'refund_failure':
      return source && `${source}:returned`;
    default:
      return transaction.type === 'adjustment' && category.startsWith('dispute') ? transaction.id : undefined;
  }
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}

function signed(amount: number, currency: string): number {
  const { amount: size } = fromStripeAmount(Math.abs(amount), currency);
  return amount < 0 ? -size : size;
}
