interface Database {
  query(statement: string, parameters?: unknown[]): Promise<unknown>;
}

/** Adds so many bookings of one customer, of 10.00 USD each, by SQL: more than anybody would register for a test. */
export async function addManyBookings(database: Database, count: number): Promise<void> {
  await database.query(
    `WITH customer AS (
       INSERT INTO customers (id, name, email) VALUES (gen_random_uuid(), 'Grace', 'grace@example.com') RETURNING id
     )
     INSERT INTO bookings (id, reference, customer_id, customer_name, customer_email, service, starts_at,
       payment_option, registered_at, registered_by, version, currency, total, captured, collected, refunded, waived,
       disputed, held, in_flight, outstanding, overpaid, chargeable, payment_status, in_doubt, action_required,
       last_charge_declined)
     SELECT gen_random_uuid(), 'HB-' || i, c.id, 'Guest', 'guest@example.com', 'Tour', now() + i * interval '1 second',
       'later', now(), '{}', 1, 'USD', 1000, 0, 0, 0, 0, 0, 0, 0, 1000, 0, 1000, 'not_charged', false, false, false
     FROM generate_series(1, $1::int) AS i, customer c`,
    [count],
  );
}
