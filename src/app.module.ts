import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import Stripe from 'stripe';
import type { DataSource } from 'typeorm';
import { APPLICATION_PROVIDERS } from './application/application.providers.js';
import { UnsettledPayments } from './application/attention/unsettled-payments.port.js';
import { CardGateway } from './application/customer/card-gateway.port.js';
import { CheckoutGateway } from './application/payment/checkout-gateway.port.js';
import { PaymentGateway } from './application/payment/payment-gateway.port.js';
import { BusinessSettings } from './application/shared/business-settings.port.js';
import { StripeAccount, WebhookReach } from './application/stripe-setup/stripe-account.port.js';
import { Clock } from './application/shared/clock.port.js';
import { MetricsReader } from './application/shared/metrics-reader.port.js';
import { BATCH_PROVIDERS } from './infrastructure/batch/batch.providers.js';
import { InboxConnections } from './infrastructure/inbox/inbox-connections.js';
import { INBOX_PROVIDERS } from './infrastructure/inbox/inbox.providers.js';
import { WebhookSecrets } from './infrastructure/inbox/webhook-signature.js';
import type { MailConfig } from './infrastructure/config/mail-settings.js';
import { IMPORT_PROVIDERS } from './infrastructure/imports/import.providers.js';
import { mailProviders } from './infrastructure/mail/mail.providers.js';
import { Metrics } from './infrastructure/observability/metrics.js';
import { persistenceProviders } from './infrastructure/persistence/persistence.providers.js';
import { SweepInterval } from './infrastructure/reconciliation/event-sweep.js';
import {
  deepReconciliationProviders,
  sweepProviders,
} from './infrastructure/reconciliation/reconciliation.providers.js';
import { CountAttentionHandler } from './infrastructure/recovery/count-attention.handler.js';
import { ListDisputesToAnswerHandler } from './infrastructure/persistence/payment/list-disputes-to-answer.handler.js';
import { DeclinesWorker } from './infrastructure/recovery/declines-worker.js';
import { ListUnsettledPaymentsHandler } from './infrastructure/recovery/list-unsettled-payments.handler.js';
import { PostgresUnsettledPayments } from './infrastructure/recovery/postgres-unsettled-payments.js';
import { RecoveryLimits, RecoveryWorker } from './infrastructure/recovery/recovery-worker.js';
import { TellStripeJob } from './infrastructure/recovery/tell-stripe.job.js';
import { RULES_PROVIDERS } from './infrastructure/rules/rules.providers.js';
import { SystemClock } from './infrastructure/scheduling/system-clock.js';
import { StripeCardGateway } from './infrastructure/stripe/stripe-card-gateway.js';
import { StripeCheckoutGateway } from './infrastructure/stripe/stripe-checkout-gateway.js';
import { StripeApiAccount } from './infrastructure/stripe/stripe-api-account.js';
import { HttpWebhookReach } from './infrastructure/stripe/webhook-reach.js';
import { TAKINGS_PROVIDERS } from './infrastructure/takings/takings.providers.js';
import { StripePaymentGateway } from './infrastructure/stripe/stripe-payment-gateway.js';
import { AdminModule } from './interfaces/admin/admin.module.js';
import { ApiModule } from './interfaces/api/api.module.js';
import { CustomerModule } from './interfaces/customer/customer.module.js';
import { HealthModule } from './interfaces/health/health.module.js';

/** What the environment decides and the modules are built from. */
export interface Parts {
  readonly dataSource: DataSource;
  readonly inboxConnections: InboxConnections;
  readonly stripe: Stripe;
  readonly webhookSecrets: WebhookSecrets;
  readonly recoveryLimits: RecoveryLimits;
  readonly sweepInterval: SweepInterval;
  readonly settings: BusinessSettings;
  readonly mail: MailConfig;
  readonly metrics: Metrics;
}

/** Ports and use cases, for every interface alike. */
@Module({})
class DeskModule {
  static register(parts: Parts): DynamicModule {
    const providers: Provider[] = [
      ...APPLICATION_PROVIDERS,
      ...persistenceProviders(parts.dataSource),
      ...INBOX_PROVIDERS,
      ...mailProviders(parts.mail),
      ...BATCH_PROVIDERS,
      ...IMPORT_PROVIDERS,
      { provide: Metrics, useValue: parts.metrics },
      { provide: MetricsReader, useValue: parts.metrics },
      { provide: PaymentGateway, useValue: new StripePaymentGateway(parts.stripe, parts.metrics) },
      { provide: CardGateway, useValue: new StripeCardGateway(parts.stripe) },
      { provide: CheckoutGateway, useValue: new StripeCheckoutGateway(parts.stripe, parts.metrics) },
      { provide: StripeAccount, useValue: new StripeApiAccount(parts.stripe) },
      { provide: WebhookReach, useClass: HttpWebhookReach },
      { provide: BusinessSettings, useValue: parts.settings },
      { provide: InboxConnections, useValue: parts.inboxConnections },
      { provide: WebhookSecrets, useValue: parts.webhookSecrets },
      { provide: RecoveryLimits, useValue: parts.recoveryLimits },
      { provide: Clock, useClass: SystemClock },
      { provide: Stripe, useValue: parts.stripe },
      { provide: SweepInterval, useValue: parts.sweepInterval },
      ...deepReconciliationProviders(parts.stripe),
      ...sweepProviders,
      ...TAKINGS_PROVIDERS,
      RecoveryWorker,
      DeclinesWorker,
      TellStripeJob,
      ...RULES_PROVIDERS,
      { provide: UnsettledPayments, useClass: PostgresUnsettledPayments },
      ListUnsettledPaymentsHandler,
      ListDisputesToAnswerHandler,
      CountAttentionHandler,
    ];
    return {
      module: DeskModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers,
      exports: providers,
    };
  }
}

@Module({})
export class AppModule {
  static register(parts: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [DeskModule.register(parts), AdminModule, ApiModule, CustomerModule, HealthModule],
    };
  }
}
