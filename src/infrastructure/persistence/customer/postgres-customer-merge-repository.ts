import type { EntityManager } from 'typeorm';
import type {
  CustomerMerge,
  CustomerMergeRepository,
  SidesOfMerge,
} from '../../../application/customer/customer-merge.repository.port.js';
import type { MergeSide } from '../../../domain/customer/merge.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import { PostgresCustomerRepository } from './postgres-customer-repository.js';

interface LockedCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly merged_into: string | null;
}

export interface UnderWayRow {
  readonly customer_id: string;
  readonly booking: string;
  readonly reference: string;
  readonly waits: boolean;
}

/** As many as a refusal names. */
const MOST_UNDER_WAY = 5;

const LOCK_BOOKINGS = `SELECT id FROM bookings WHERE customer_id = ANY($1) ORDER BY id FOR NO KEY UPDATE`;

/** SQL: payments of these customers whose outcome, or whose operation's outcome, isn't known yet. */
export const PAYMENTS_UNDER_WAY = `
  SELECT b.customer_id, b.id AS booking, b.reference,
         p.state = 'requires_action' AND p.operation_id IS NULL AS waits
    FROM bookings b JOIN payments p ON p.booking_id = b.id
   WHERE b.customer_id = ANY($1)
     AND (p.state IN ('requested', 'processing', 'in_doubt', 'requires_action') OR p.operation_id IS NOT NULL)
   ORDER BY b.reference, p.position LIMIT ${MOST_UNDER_WAY}`;

/** What is one customer's, by the column that says so. */
const OWNED = [
  'stripe_customers',
  'customer_links',
  'card_setups',
  'unmatched_payments',
  'customer_events',
  'customer_notes',
];

export class PostgresCustomerMergeRepository implements CustomerMergeRepository {
  constructor(private readonly manager: EntityManager) {}

  async lock(survivor: string, merged: string): Promise<SidesOfMerge> {
    const ids = [survivor, merged];
    await this.manager.query(LOCK_BOOKINGS, [ids]);
    const rows = await this.manager.query<LockedCustomer[]>(
      `SELECT id, name, email, phone, merged_into FROM customers WHERE id = ANY($1) ORDER BY id FOR UPDATE`,
      [ids],
    );
    // What was registered while this waited for the customers.
    await this.manager.query(LOCK_BOOKINGS, [ids]);
    const underWay = await this.manager.query<UnderWayRow[]>(PAYMENTS_UNDER_WAY, [ids]);
    const side = (id: string): MergeSide => {
      const row = rows.find((each) => each.id === id);
      if (!row) throw new CustomerNotFound(id);
      return sideFrom(row, underWay);
    };
    const [counted] = await this.manager.query<{ bookings: number; stripe_customers: string[] }[]>(
      `SELECT (SELECT count(*)::integer FROM bookings WHERE customer_id = $1) AS bookings,
              ARRAY(SELECT id FROM stripe_customers WHERE customer_id = $1 ORDER BY known_since, id) AS stripe_customers`,
      [merged],
    );
    const moved = {
      bookings: counted?.bookings ?? 0,
      cards: 0,
      stripeCustomers: counted?.stripe_customers ?? [],
    };
    return { survivor: side(survivor), merged: side(merged), moved };
  }

  async findOf(merged: string): Promise<{ merge: string; survivor: string } | undefined> {
    const [row] = await this.manager.query<{ merge: string; survivor: string }[]>(
      `SELECT id AS merge, survivor_id AS survivor FROM customer_merges WHERE merged_id = $1`,
      [merged],
    );
    return row;
  }

  async store(merge: CustomerMerge): Promise<void> {
    const { survivor, merged } = merge;
    await this.settleStripeCustomers([survivor, merged]);
    await this.moveBookings(merge);
    for (const table of OWNED)
      await this.manager.query(`UPDATE ${table} SET customer_id = $1 WHERE customer_id = $2`, [
        survivor,
        merged,
      ]);
    await this.manager.query(`DELETE FROM cards WHERE customer_id = $1`, [merged]);
    await this.joinRecords(merge);
    // Whoever was merged with them before leads on: one step is always enough.
    await this.manager.query(`UPDATE customers SET merged_into = $1 WHERE merged_into = $2`, [
      survivor,
      merged,
    ]);
    await this.record(merge);
    await new PostgresCustomerRepository(this.manager).correct(survivor, merge.contact);
  }

  /** Older payments don't say whom Stripe was asked for them: until now each customer had but one there. */
  private async settleStripeCustomers(customers: readonly string[]): Promise<void> {
    await this.manager.query(
      `UPDATE payments p SET stripe_customer = c.stripe_customer
         FROM bookings b JOIN customers c ON c.id = b.customer_id
        WHERE p.booking_id = b.id AND c.id = ANY($1) AND p.stripe_customer IS NULL AND p.payment_intent IS NOT NULL`,
      [customers],
    );
  }

  private async moveBookings({
    survivor,
    merged,
    before,
    contact,
    reason,
    cause,
  }: CustomerMerge): Promise<void> {
    const data = { from: before.merged.name, to: contact.name, reason };
    await this.manager.query(
      `WITH moved AS (
         UPDATE bookings SET customer_id = $1, version = version + 1 WHERE customer_id = $2 RETURNING id, version
       )
       INSERT INTO booking_events (booking_id, version, type, at, actor, data)
       SELECT id, version, 'customer_merged', $3, $4, $5 FROM moved`,
      [survivor, merged, cause.at, JSON.stringify(cause.by), JSON.stringify(data)],
    );
  }

  private async joinRecords({ survivor, merged, before, version, cause }: CustomerMerge): Promise<void> {
    const [of] = await this.manager.query<{ stripe_customer: string | null; also_known_as: string }[]>(
      `SELECT stripe_customer, also_known_as FROM customers WHERE id = $1`,
      [merged],
    );
    await this.manager.query(
      `UPDATE customers SET merged_into = $1, merged_at = $3, version = $4, stripe_customer = NULL, primary_card = NULL,
              refused_card = NULL, card_requests = '[]'
        WHERE id = $2`,
      [survivor, merged, cause.at, version],
    );
    const names = [before.merged, before.survivor].flatMap(({ name, email, phone = '' }) => [
      name,
      email,
      phone,
    ]);
    await this.manager.query(
      `UPDATE customers SET stripe_customer = coalesce(stripe_customer, $2), also_known_as = also_known_as || $3
        WHERE id = $1`,
      [survivor, of?.stripe_customer ?? null, `${of?.also_known_as ?? ''}\n${names.join('\n')}`],
    );
  }

  private async record({
    merge,
    survivor,
    merged,
    cause,
    reason,
    before,
    moved,
  }: CustomerMerge): Promise<void> {
    await this.manager.query(
      `INSERT INTO customer_merges (id, survivor_id, merged_id, at, actor, reason, before, moved)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        merge,
        survivor,
        merged,
        cause.at,
        JSON.stringify(cause.by),
        reason,
        JSON.stringify(before),
        JSON.stringify(moved),
      ],
    );
  }
}

function sideFrom(row: LockedCustomer, underWay: readonly UnderWayRow[]): MergeSide {
  return {
    id: row.id,
    contact: { name: row.name, email: row.email, phone: row.phone ?? undefined },
    mergedInto: row.merged_into ?? undefined,
    underWay: underWay
      .filter(({ customer_id: customer }) => customer === row.id)
      .map(({ booking, reference, waits }) => ({ booking, reference, waitsForCustomer: waits })),
  };
}
