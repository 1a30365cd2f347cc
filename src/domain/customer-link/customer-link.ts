import type { Actor, Cause } from '../shared/actor.js';
import type { Money } from '../shared/money.js';
import { LinkNotOpen } from './customer-link-errors.js';

/** What a customer is asked to do on the page that their link leads to. */
export const LINK_PURPOSES = ['pay', 'authenticate', 'add_card'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** Whether the link itself may still be followed; what has become of its booking is another question. */
export type LinkStanding = 'open' | 'expired' | 'stopped';

export interface LinkStop {
  readonly at: Date;
  readonly by: Actor;
  /** For staff, where there is more to say than that somebody did. */
  readonly why?: string;
}

export interface CustomerLinkData {
  readonly id: string;
  /** What the address ends in; whoever knows it may do what the link is for. At least 128 random bits. */
  readonly token: string;
  readonly purpose: LinkPurpose;
  readonly customer: string;
  /** The booking it is about; a card can be asked for without one. */
  readonly booking?: string;
  /** The payment to authenticate. */
  readonly payment?: string;
  /** The most that may be paid by it. */
  readonly amount?: Money;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly stopped?: LinkStop;
  /** The confirmation that was asked of Stripe last: its idempotency key. */
  readonly attempt?: string;
}

/** A link that staff or a program gave to a customer: by it, and without signing in, they do one thing. */
export class CustomerLink {
  private constructor(private data: CustomerLinkData) {}

  static create(
    link: Omit<CustomerLinkData, 'createdAt' | 'createdBy' | 'stopped' | 'attempt'>,
    cause: Cause,
  ): CustomerLink {
    return new CustomerLink({ ...link, createdAt: cause.at, createdBy: cause.by });
  }

  static restore(data: CustomerLinkData): CustomerLink {
    return new CustomerLink(data);
  }

  toData(): CustomerLinkData {
    return this.data;
  }

  get id(): string {
    return this.data.id;
  }

  get purpose(): LinkPurpose {
    return this.data.purpose;
  }

  standingAt(now: Date): LinkStanding {
    return standingOf(this.data, now);
  }

  /** Throws LinkNotOpen once it is stopped or has expired. */
  requireOpen(now: Date): void {
    const standing = this.standingAt(now);
    if (standing !== 'open') throw new LinkNotOpen(standing);
  }

  /** From now on it leads to a page that says so. Whether anything changed: stopping twice is stopping once. */
  stop(cause: Cause, why?: string): boolean {
    if (this.data.stopped) return false;
    this.data = { ...this.data, stopped: { at: cause.at, by: cause.by, why } };
    return true;
  }

  /** The confirmation that is asked of Stripe next. */
  beginAttempt(id: string): void {
    this.data = { ...this.data, attempt: id };
  }

  /** What came of it is known. */
  endAttempt(): void {
    this.data = { ...this.data, attempt: undefined };
  }
}

/** A stop outranks the end of its time: it says who decided. */
export function standingOf(
  { stopped, expiresAt }: Pick<CustomerLinkData, 'stopped' | 'expiresAt'>,
  now: Date,
): LinkStanding {
  if (stopped) return 'stopped';
  return expiresAt <= now ? 'expired' : 'open';
}
