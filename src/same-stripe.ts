import type { DataSource } from 'typeorm';
import type { PurserConfig, StripeMode } from './infrastructure/config/config.js';
import { firstStripeMode } from './infrastructure/persistence/installation.js';
import { StartError } from './start-error.js';

/**
 * Customers and payments of one Stripe mean nothing to another. A test key at another address may lead to the very
 * sandbox that another instance started, so it is left to whoever set it.
 */
export async function requireSameStripe(
  dataSource: DataSource,
  { mode, apiBase }: PurserConfig['stripe'],
): Promise<void> {
  if (mode === 'test' && apiBase !== undefined) return;
  const first = await firstStripeMode(dataSource, mode);
  if (first === mode) return;
  throw new StartError(
    `This data was made with ${STRIPES[first]}, and now ${STRIPES[mode]} is set. Start on other data: name another DATABASE_URL or PURSER_DATA_DIR.`,
  );
}

const STRIPES: Readonly<Record<StripeMode, string>> = {
  sandbox: 'the built-in Stripe sandbox',
  test: 'a Stripe test key',
  live: 'a live Stripe key',
};
