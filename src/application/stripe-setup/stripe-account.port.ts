/** What Stripe says of the account behind the key. */
export interface AccountFacts {
  /** `acct_…` */
  readonly id: string;
  readonly name?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly canCharge: boolean;
  /** What Stripe still wants to know, in its own words, such as `external_account`. */
  readonly due: readonly string[];
  readonly disabledReason?: string;
  /** How much this machine's clock is ahead of Stripe's; to the second, negative when behind. */
  readonly clockAheadSeconds?: number;
}

/** An address that Stripe sends events to. */
export interface EndpointFacts {
  /** `we_…` */
  readonly id: string;
  readonly url: string;
  readonly isEnabled: boolean;
  /** Types as in https://docs.stripe.com/api/events/types, or one `*` for all. */
  readonly events: readonly string[];
  /** The version its events are written in; the account's default when unset. */
  readonly apiVersion?: string;
}

/** Stripe could not be asked, or refused; in words for whoever sets it up. */
export class StripeAccountUnavailable extends Error {
  override readonly name = 'StripeAccountUnavailable';
}

/** What there is to set up in Stripe itself. Every call throws StripeAccountUnavailable. */
export abstract class StripeAccount {
  /** The version that every request of ours asks for. */
  abstract readonly apiVersion: string;
  abstract account(): Promise<AccountFacts>;
  abstract endpoints(): Promise<readonly EndpointFacts[]>;
  /** Whether the key may read what moved the balance and what was paid out. */
  abstract balance(): Promise<true>;
  /** Makes one for these events, in our version; its signing secret is told this once. */
  abstract createEndpoint(
    url: string,
    events: readonly string[],
  ): Promise<{ readonly id: string; readonly secret: string }>;
}

/** Whether a request to the address where Stripe sends events arrives at a Purser. */
export abstract class WebhookReach {
  /** In words what is in the way; undefined when it arrives. Never throws. */
  abstract obstacle(url: string): Promise<string | undefined>;
}

export interface WebhookTimes {
  /** When a webhook last brought an event that was verified. */
  readonly lastEventAt?: Date;
  /** When one was last refused because no secret of ours had signed it. */
  readonly lastRefusedAt?: Date;
}

/** What has come of it so far. */
export abstract class WebhookHistory {
  abstract times(): Promise<WebhookTimes>;
  /** Whether there is a secret to verify events with. */
  abstract readonly hasSecret: boolean;
}
