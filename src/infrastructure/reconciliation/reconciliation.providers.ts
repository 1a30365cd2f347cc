import type { Provider } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeBalance } from '../stripe/stripe-balance.js';
import { StripeLedger } from '../stripe/stripe-ledger.js';
import { StripePace } from '../stripe/stripe-pace.js';
import { DeepPass } from './deep-pass.js';
import { DeepReconciliation } from './deep-reconciliation.js';
import { EventSweep } from './event-sweep.js';
import { MissedEvents } from './missed-events.js';
import { OverdueHolds } from './overdue-holds.js';
import { ReconciliationFindings } from './reconciliation-findings.js';
import { ReconciliationRuns } from './reconciliation-runs.js';
import { Reconciler } from './reconciler.js';

/** What does the deep runs, in a desk or by itself. */
export function deepReconciliationProviders(stripe: Stripe): Provider[] {
  // One for all of them: Stripe's limits are the account's.
  const pace = new StripePace();
  return [
    { provide: StripeLedger, useValue: new StripeLedger(stripe, pace) },
    { provide: StripeBalance, useValue: new StripeBalance(stripe, pace) },
    ReconciliationRuns,
    ReconciliationFindings,
    Reconciler,
    DeepPass,
    DeepReconciliation,
  ];
}

/** What looks by itself. */
export const sweepProviders: Provider[] = [MissedEvents, EventSweep, OverdueHolds];
