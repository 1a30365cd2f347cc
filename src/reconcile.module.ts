import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { CompareWithStripeHandler } from './application/payment/compare-with-stripe.query.js';
import { SyncStripeCaptureHandler } from './application/payment/sync-stripe-capture.command.js';
import { Clock } from './application/shared/clock.port.js';
import { UnitOfWork } from './application/shared/unit-of-work.port.js';
import { PostgresUnitOfWork } from './infrastructure/persistence/postgres-unit-of-work.js';
import { deepReconciliationProviders } from './infrastructure/reconciliation/reconciliation.providers.js';
import { SystemClock } from './infrastructure/scheduling/system-clock.js';

/** What does deep runs, and nothing else of a desk. */
@Module({})
export class ReconcileModule {
  static register(dataSource: DataSource, stripe: Stripe): DynamicModule {
    return {
      module: ReconcileModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: UnitOfWork, useValue: new PostgresUnitOfWork(dataSource) },
        { provide: Clock, useClass: SystemClock },
        CompareWithStripeHandler,
        SyncStripeCaptureHandler,
        ...deepReconciliationProviders(stripe),
      ],
    };
  }
}
