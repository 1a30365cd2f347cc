import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler, QueryBus } from '@nestjs/cqrs';
import { GetSweepOutlook } from '../reconciliation/get-sweep-outlook.query.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { setupSteps, type Asked, type SetupStep } from './setup-steps.js';
import {
  StripeAccount,
  StripeAccountUnavailable,
  WebhookHistory,
  WebhookReach,
} from './stripe-account.port.js';

/** Asks Stripe and this installation, now, whether all is in place. Takes as long as Stripe takes to answer. */
export class ExamineStripeSetup extends Query<readonly SetupStep[]> {}

@QueryHandler(ExamineStripeSetup)
export class ExamineStripeSetupHandler implements IQueryHandler<ExamineStripeSetup> {
  constructor(
    private readonly stripe: StripeAccount,
    private readonly reach: WebhookReach,
    private readonly history: WebhookHistory,
    private readonly settings: BusinessSettings,
    @Inject(QueryBus) private readonly queries: Pick<QueryBus, 'execute'>,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<readonly SetupStep[]> {
    const webhookUrl = webhookUrlOf(this.settings);
    const [account, endpoints, balance, obstacle, times, sweep] = await Promise.all([
      asked(this.stripe.account()),
      asked(this.stripe.endpoints()),
      asked(this.stripe.balance()),
      this.reach.obstacle(webhookUrl),
      this.history.times(),
      this.queries.execute(new GetSweepOutlook()),
    ]);
    return setupSteps({
      mode: this.settings.stripeMode,
      webhookUrl,
      apiVersion: this.stripe.apiVersion,
      account,
      endpoints,
      balance,
      obstacle,
      hasSecret: this.history.hasSecret,
      ...times,
      sweep,
      now: this.clock.now(),
    });
  }
}

export function webhookUrlOf({ publicUrl }: Pick<BusinessSettings, 'publicUrl'>): string {
  return `${publicUrl}/webhooks/stripe`;
}

async function asked<Fact>(answer: Promise<Fact>): Promise<Asked<Fact>> {
  try {
    return { known: await answer };
  } catch (error) {
    if (error instanceof StripeAccountUnavailable) return { problem: error.message };
    throw error;
  }
}
