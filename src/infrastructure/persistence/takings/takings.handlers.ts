import type { Provider } from '@nestjs/common';
import { GetTakingsHandler } from './get-takings.handler.js';
import { ListBalanceTransactionsHandler } from './list-balance-transactions.handler.js';
import { GetPayoutHandler, ListPayoutsHandler } from './list-payouts.handler.js';
import { ListTakingsMovementsHandler } from './list-takings-movements.handler.js';

export const TAKINGS_HANDLERS: Provider[] = [
  GetTakingsHandler,
  ListTakingsMovementsHandler,
  ListBalanceTransactionsHandler,
  ListPayoutsHandler,
  GetPayoutHandler,
];
