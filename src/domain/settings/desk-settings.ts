import type { PaymentOption } from '../booking/booking.js';

/**
 * What staff settle for the whole desk. A new one is a line here, its default below, its reading in
 * src/application/settings/setting-values.ts, and its field on the page.
 */
export interface DeskSettings {
  /** What a new booking starts with unless it says otherwise. */
  readonly paymentOption: PaymentOption;
}

/** As it comes. */
export const DEFAULT_SETTINGS: DeskSettings = {
  paymentOption: 'later',
};
