import type { Provider } from '@nestjs/common';
import { StripeBalanceReader } from './stripe-balance-reader.js';
import { StripeBalanceStore } from './stripe-balance-store.js';

/** What reads Stripe's balance by itself. */
export const TAKINGS_PROVIDERS: Provider[] = [StripeBalanceStore, StripeBalanceReader];
