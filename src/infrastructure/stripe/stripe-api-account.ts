import Stripe from 'stripe';
import {
  StripeAccount,
  StripeAccountUnavailable,
  type AccountFacts,
  type EndpointFacts,
} from '../../application/stripe-setup/stripe-account.port.js';
import { STRIPE_API_VERSION } from './stripe-client.js';

const LARGEST_PAGE = 100;

/** https://docs.stripe.com/api/accounts/object and https://docs.stripe.com/api/webhook_endpoints */
export class StripeApiAccount extends StripeAccount {
  readonly apiVersion = STRIPE_API_VERSION;

  constructor(private readonly stripe: Stripe) {
    super();
  }

  account(): Promise<AccountFacts> {
    return told(async () => {
      const account = await this.stripe.accounts.retrieveCurrent();
      const { id, country, charges_enabled, requirements, business_profile, settings } = account;
      return {
        id,
        name: business_profile?.name ?? settings?.dashboard.display_name ?? undefined,
        country,
        canCharge: charges_enabled ?? false,
        due: [...new Set([...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])])],
        disabledReason: requirements?.disabled_reason ?? undefined,
        clockAheadSeconds: clockAhead(account.lastResponse.headers.date, Date.now()),
      };
    });
  }

  endpoints(): Promise<readonly EndpointFacts[]> {
    return told(async () => {
      const found: EndpointFacts[] = [];
      for await (const endpoint of this.stripe.webhookEndpoints.list({ limit: LARGEST_PAGE })) {
        found.push({
          id: endpoint.id,
          url: endpoint.url,
          isEnabled: endpoint.status === 'enabled',
          events: endpoint.enabled_events,
          apiVersion: endpoint.api_version ?? undefined,
        });
      }
      return found;
    });
  }

  balance(): Promise<true> {
    return told<true>(async () => {
      await this.stripe.balanceTransactions.list({ limit: 1, expand: ['data.source'] });
      await this.stripe.payouts.list({ limit: 1 });
      return true as const;
    });
  }

  createEndpoint(url: string, events: readonly string[]): Promise<{ id: string; secret: string }> {
    return told(async () => {
      const { id, secret } = await this.stripe.webhookEndpoints.create({
        url,
        enabled_events: [...events] as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
        api_version: STRIPE_API_VERSION,
        description: 'Purser',
      });
      if (secret === undefined) throw new StripeAccountUnavailable('Stripe told no signing secret.');
      return { id, secret };
    });
  }
}

/** Stripe answers with its own time, to the second: https://www.rfc-editor.org/rfc/rfc9110#name-date */
function clockAhead(date: string | undefined, now: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : Math.trunc((now - theirs) / 1000);
}

/** What went wrong, without the key. https://docs.stripe.com/api/errors */
async function told<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError)
      throw new StripeAccountUnavailable('Stripe doesn’t know this key.');
    if (error instanceof Stripe.errors.StripePermissionError)
      throw new StripeAccountUnavailable('The key has no right to this.');
    if (error instanceof Stripe.errors.StripeConnectionError)
      throw new StripeAccountUnavailable('Stripe can’t be reached from here.');
    if (error instanceof Stripe.errors.StripeInvalidRequestError)
      throw new StripeAccountUnavailable(error.message);
    if (error instanceof Stripe.errors.StripeError)
      throw new StripeAccountUnavailable('Stripe answered with an error of its own. Try again in a moment.');
    throw error;
  }
}
