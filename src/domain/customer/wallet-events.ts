import type { CardSummary } from '../payment/payment-report.js';
import type { Cause } from '../shared/actor.js';
import type { CustomerHappening } from './customer-events.js';

/** The customer was given a link to add a card by. */
export interface CardAsked {
  readonly link: string;
  readonly expiresAt: Date;
  /** It was mailed to them too. */
  readonly sent: boolean;
}

/** What happened to a customer's cards, in the past tense; stored with the change itself and shown on their page. */
export type WalletHappening =
  | { readonly type: 'card_added'; readonly card: CardSummary }
  | { readonly type: 'card_changed'; readonly card: CardSummary; readonly before: CardSummary }
  | { readonly type: 'card_removed'; readonly card: CardSummary }
  | { readonly type: 'card_refused'; readonly card: CardSummary; readonly note: string }
  | ({ readonly type: 'card_asked_for' } & CardAsked)
  | { readonly type: 'primary_card_changed'; readonly card: CardSummary };

export type WalletEvent = (WalletHappening | CustomerHappening) & {
  readonly customer: string;
  readonly cause: Cause;
};
