import type { Money } from '../shared/money.js';
import type { PaymentOption } from './booking-data.js';
import type { DecidedEnding } from './ending.js';
import type { PriceLine } from './price-line.js';

/** What happened to what was agreed on, whatever the payments did. */
export type AgreementHappening =
  | {
      /** The booking is that of another customer now, who is the same person. */
      readonly type: 'customer_merged';
      readonly from: string;
      readonly to: string;
      readonly reason: string;
    }
  | {
      readonly type: 'total_changed' | 'price_lines_changed';
      readonly from: Money;
      readonly to: Money;
      readonly reason?: string;
      /** As they are from then on, where there is more than one. */
      readonly lines?: readonly PriceLine[];
    }
  | {
      readonly type: 'details_changed';
      readonly changes: readonly { readonly field: string; readonly from: string; readonly to: string }[];
    }
  | {
      readonly type: 'payment_option_changed';
      readonly from: PaymentOption;
      readonly to: PaymentOption;
    }
  | {
      readonly type: 'booking_completed' | 'booking_cancelled' | 'booking_missed' | 'booking_reinstated';
      readonly reason?: string;
      /** The total before and since, where this changed it. */
      readonly from?: Money;
      readonly to?: Money;
      readonly decision?: string;
      /** What was decided with it about the money. */
      readonly operations?: readonly DecidedEnding[];
    };
