/** SQL: what `customer` owes, by currency, as a JSON array of OwedInCurrency, the most bookings first. */
export function owedAsJson(customer: string): string {
  return `(SELECT coalesce(jsonb_agg(jsonb_build_object(
             'currency', o.currency, 'outstanding', o.outstanding, 'bookings', o.bookings
           ) ORDER BY o.bookings DESC, o.currency), '[]')
             FROM customer_balances o WHERE o.customer_id = ${customer} AND o.outstanding > 0)`;
}
