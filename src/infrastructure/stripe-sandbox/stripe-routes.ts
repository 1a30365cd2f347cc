import { accountRoutes } from './account.js';
import { balanceTransactionRoutes } from './balance-transactions.js';
import { customerRoutes } from './customers.js';
import { eventRoutes } from './events.js';
import type { Route } from './http/route.js';
import { paymentIntentRoutes } from './payment-intents.js';
import { paymentMethodRoutes } from './payment-methods.js';
import { webhookEndpointRoutes } from './webhook-endpoints.js';

/** The part of https://docs.stripe.com/api that is spoken here. */
export const stripeRoutes: readonly Route[] = [
  ...accountRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...paymentIntentRoutes,
  ...balanceTransactionRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
];
