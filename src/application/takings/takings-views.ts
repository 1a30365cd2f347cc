import type { CalendarDate } from '../../domain/shared/calendar-date.js';
import type { Figure } from './takings.js';

export interface OfBooking {
  readonly id: string;
  readonly reference: string;
  readonly customer: string;
}

/** One fact behind a figure. */
export interface TakingsMovement {
  readonly id: string;
  readonly figure: Figure;
  readonly method: string;
  readonly currency: string;
  readonly amount: number;
  readonly day: CalendarDate;
  /** Absent for collections: only their day is known. */
  readonly at?: Date;
  readonly payment: string;
  readonly booking: OfBooking;
  /** Stripe's, `txn_…`. */
  readonly transaction?: string;
  /** One of Stripe's is awaited. */
  readonly awaited: boolean;
}

export type BalanceStanding = 'booking' | 'foreign' | 'account' | 'payout';

/** One of Stripe's balance transactions. Signed minor units of its own currency. */
export interface BalanceTransactionView {
  readonly id: string;
  readonly type: string;
  readonly category: string;
  readonly standing: BalanceStanding;
  readonly currency: string;
  readonly amount: number;
  readonly fee: number;
  readonly net: number;
  readonly exchangeRate?: number;
  readonly takenIn: string;
  readonly source?: string;
  readonly description?: string;
  readonly created: Date;
  readonly availableOn: Date;
  readonly payout?: string;
  readonly payment?: string;
  readonly booking?: OfBooking;
}

export interface PayoutView {
  /** `po_…` */
  readonly id: string;
  readonly currency: string;
  /** Minor units; below nothing where the bank account was debited. */
  readonly amount: number;
  readonly status: string;
  /** Made by Stripe's schedule. Of one that was made by hand, Stripe doesn't tell the transactions. */
  readonly automatic: boolean;
  readonly createdAt: Date;
  readonly arrivesOn: CalendarDate;
  readonly failure?: string;
  /** What it consists of, once Stripe told. `net` is what its transactions come to. */
  readonly read?: { readonly transactions: number; readonly net: number; readonly fees: number };
}

export type PayoutStanding = 'reconciled' | 'differs' | 'awaiting' | 'by_hand' | 'failed';

/** `reconciled`: its transactions come to its amount, to the cent. */
export function payoutStanding({ status, automatic, read, amount }: PayoutView): PayoutStanding {
  if (status === 'failed' || status === 'canceled') return 'failed';
  if (!automatic) return 'by_hand';
  if (!read) return 'awaiting';
  return read.net === amount ? 'reconciled' : 'differs';
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor?: string;
}
