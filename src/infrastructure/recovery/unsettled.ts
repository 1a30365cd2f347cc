/** SQL, of a payment `p`: recovery works on it, and not only because it was asked for a moment ago. */
export const IS_UNSETTLED = `p.recover_at IS NOT NULL
  AND coalesce(p.operation_requested_at, p.requested_at) < now() - interval '30 seconds'`;
