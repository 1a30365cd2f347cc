import type { CheckoutSession } from './state/objects.js';
import type { Work } from './state/work.js';

/** The hosted page that is open for this intent. */
export async function waitingSession(
  work: Work,
  field: 'payment_intent' | 'setup_intent',
  id: string,
): Promise<CheckoutSession | undefined> {
  const { rows } = await work.query<{ data: CheckoutSession }>(
    `SELECT data FROM stripe_sandbox.objects
     WHERE type = 'checkout.session' AND data ->> '${field}' = $1 AND data ->> 'status' = 'open' FOR UPDATE`,
    [id],
  );
  return rows[0]?.data;
}
