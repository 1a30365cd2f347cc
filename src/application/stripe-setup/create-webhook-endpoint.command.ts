import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DomainError } from '../../domain/shared/domain-error.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { webhookUrlOf } from './examine-stripe-setup.query.js';
import { NEEDED_EVENTS } from './needed-events.js';
import { StripeAccount } from './stripe-account.port.js';

export interface CreatedEndpoint {
  readonly id: string;
  readonly url: string;
  /** `whsec_…`; Stripe tells it this once, and Purser doesn't keep it. */
  readonly secret: string;
}

/** Stripe sends events there already; a second endpoint would send each of them twice. */
export class EndpointExists extends DomainError {
  override readonly name = 'EndpointExists';
  constructor(endpoint: string) {
    super(
      'conflict',
      'endpoint_exists',
      `Stripe already sends events to this address, by ${endpoint}. Its secret is shown in Stripe’s dashboard.`,
      { endpoint },
    );
  }
}

/** Has Stripe send every needed event to this Purser. Throws EndpointExists and StripeAccountUnavailable. */
export class CreateWebhookEndpoint extends Command<CreatedEndpoint> {}

@CommandHandler(CreateWebhookEndpoint)
export class CreateWebhookEndpointHandler implements ICommandHandler<CreateWebhookEndpoint> {
  constructor(
    private readonly stripe: StripeAccount,
    private readonly settings: BusinessSettings,
  ) {}

  async execute(): Promise<CreatedEndpoint> {
    const url = webhookUrlOf(this.settings);
    const existing = (await this.stripe.endpoints()).find((endpoint) => endpoint.url === url);
    if (existing) throw new EndpointExists(existing.id);
    const { id, secret } = await this.stripe.createEndpoint(url, NEEDED_EVENTS);
    return { id, url, secret };
  }
}
