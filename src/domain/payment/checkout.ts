/** The page of Stripe's on which a customer pays by themselves: https://docs.stripe.com/payments/checkout */
export interface Checkout {
  /** The link by which the customer came to it. */
  readonly link: string;
  /** When Stripe closes the page. Part of the request, which is repeated word for word. */
  readonly expiresAt: Date;
  /** `cs_…`, once Stripe has made it. */
  readonly session?: string;
  /** Where the page is, while it is open. */
  readonly url?: string;
}

/** What Stripe says of a Checkout Session. https://docs.stripe.com/api/checkout/sessions/object */
export interface CheckoutReport {
  readonly session: string;
  /** `complete` and `expired` are ends, of which one excludes the other. */
  readonly status: 'open' | 'complete' | 'expired';
  readonly url?: string;
  /** Made when the customer first tries to pay. */
  readonly paymentIntent?: string;
}

/** A page that is over has no address any more, whatever is heard late. */
export function withCheckoutReported(
  checkout: Checkout,
  { session, status, url }: CheckoutReport,
  isOver: boolean,
): Checkout {
  return { ...checkout, session, url: isOver || status !== 'open' ? undefined : (url ?? checkout.url) };
}
