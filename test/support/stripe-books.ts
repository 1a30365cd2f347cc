/** What the sandbox tells at `/sandbox/books`: all the money that moved. Amounts as Stripe counts them. */
export interface StripeBooks {
  readonly payment_intents: readonly BookedIntent[];
  /** By the currency of the balance. */
  readonly balance: Readonly<Record<string, BookedBalance>>;
}

export interface BookedIntent {
  readonly id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly amount: number;
  readonly amount_received: number;
  readonly amount_capturable: number;
  readonly amount_refunded: number;
  readonly amount_disputed: number;
  readonly amount_lost: number;
  readonly currency: string;
  readonly status: string;
}

export interface BookedBalance {
  readonly charged: number;
  readonly refunded: number;
  /** Less what came back. */
  readonly disputed: number;
  readonly fees: number;
  readonly paid_out: number;
  readonly left: number;
}
