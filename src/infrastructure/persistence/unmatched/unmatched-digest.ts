/** SQL: a number that is another one once any of the rows of `unmatched_payments`, or what is said of them, changed. */
export const UNMATCHED_DIGEST = `
  hashtext(coalesce(
    string_agg(concat_ws(' ', id, state, amount, captured, refunded, description), ',' ORDER BY made_at, id), ''
  )) & 2147483647`;
