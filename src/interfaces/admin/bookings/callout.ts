import type { Badge } from './badges.js';

export interface Callout {
  readonly tone: Badge['tone'];
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  /** What to do next, and what may be said to the customer. */
  readonly next?: string;
  readonly say?: string;
  /** The payment that it is about, in Stripe's dashboard. */
  readonly href?: string;
  /** What the link is called, when it leads elsewhere. */
  readonly hrefLabel?: string;
  /** What to say of it with one click. */
  readonly choices?: readonly {
    readonly action: string;
    readonly stillOwed: string;
    readonly label: string;
  }[];
  /** Where more is told of it. */
  readonly page?: { readonly href: string; readonly label: string };
  /** What to do about it here: a form. */
  readonly form?: { readonly id: string; readonly href: string; readonly label: string };
}
