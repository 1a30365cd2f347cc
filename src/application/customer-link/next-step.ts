/** Where the customer goes from here. */
export type NextStep =
  | { readonly outcome: 'go'; readonly address: string }
  /** The link's page tells how it stands by now. */
  | { readonly outcome: 'look' }
  /** Stripe was asked, or can't be: the same again in a moment leads on. */
  | { readonly outcome: 'wait' };
