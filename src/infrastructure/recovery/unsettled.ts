/**
 * SQL, of a payment `p`: recovery works on it, and not only because it was asked for a moment ago. One that is being made
 * on Stripe's page is looked at only when the page is to be over.
 */
export const IS_UNSETTLED = `p.recover_at IS NOT NULL
  AND NOT (p.state = 'requires_action' AND p.operation_id IS NULL)
  AND coalesce(p.operation_requested_at, p.requested_at) < now() - interval '30 seconds'`;
