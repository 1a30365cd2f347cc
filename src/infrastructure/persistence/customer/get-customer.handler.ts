import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { CustomerView } from '../../../application/customer/customer.views.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import type { PaymentStatus } from '../../../domain/booking/payment-status.js';
import type { RefusedCard } from '../../../domain/customer/card.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import type { Actor } from '../../../domain/shared/actor.js';
import type { Contact } from '../../../domain/booking/booking-data.js';
import type { OwedInCurrency } from '../../../application/customer/list-customers.query.js';
import { plannedOnce } from '../planned-once.js';
import { owedAsJson } from './owed-rows.js';
import { cardsAsJson, cardViewsFrom, type CardRow } from './card-rows.js';

/** The newest ones stand on the page; all of them are in the bookings' list. */
const MOST_BOOKINGS = 20;
const LONGEST_ACTIVITY = 200;
const MOST_LINKS = 5;

interface ShownCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly stripe_customer: string | null;
  readonly stripe_customers: readonly string[];
  readonly waits_for_stripe: boolean | null;
  readonly refusal: string | null;
  readonly owed: readonly OwedInCurrency[];
  readonly merged: readonly {
    readonly id: string;
    readonly at: string;
    readonly before: { readonly merged: Contact };
  }[];
  readonly version: number;
  readonly refused_card: RefusedCard | null;
  readonly primary_card: string | null;
  readonly cards: readonly CardRow[];
  readonly card_links: readonly { readonly id: string; readonly expires_at: string }[];
  readonly bookings: readonly {
    readonly id: string;
    readonly reference: string;
    readonly service: string;
    readonly starts_at: string;
    readonly payment_status: PaymentStatus;
    readonly currency: string;
    readonly total: number;
    readonly outstanding: number;
  }[];
  readonly activity: readonly {
    readonly id: number;
    readonly type: string;
    readonly at: string;
    readonly actor: Actor;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

const SQL = plannedOnce(`
  SELECT c.id, c.name, c.email, c.phone, c.stripe_customer, c.version, c.refused_card, c.primary_card,
         ARRAY(SELECT s.id FROM stripe_customers s WHERE s.customer_id = c.id
                ORDER BY s.id <> c.stripe_customer, s.known_since, s.id) AS stripe_customers,
         ${cardsAsJson('c.id')} AS cards, ${owedAsJson('c.id')} AS owed,
         told.waits AS waits_for_stripe, told.refusal,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.merged_id, 'at', m.at, 'before', m.before)
                                    ORDER BY m.at DESC), '[]')
            FROM customer_merges m JOIN customers gone ON gone.id = m.merged_id
           WHERE gone.merged_into = c.id) AS merged,
         (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.created_at DESC, l.id DESC), '[]')
            FROM (SELECT id, expires_at, created_at FROM customer_links
                   WHERE customer_id = c.id AND purpose = 'add_card' AND stopped_at IS NULL AND expires_at > $2
                     AND NOT EXISTS (SELECT FROM card_setups s WHERE s.link_id = customer_links.id AND s.card IS NOT NULL)
                   ORDER BY created_at DESC, id DESC LIMIT ${MOST_LINKS}) l) AS card_links,
         (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.registered_at DESC, b.id), '[]')
            FROM (SELECT id, reference, service, starts_at, payment_status, currency, total, outstanding, registered_at
                    FROM bookings WHERE customer_id = c.id
                   ORDER BY registered_at DESC, id LIMIT ${MOST_BOOKINGS + 1}) b) AS bookings,
         (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.id DESC), '[]')
            FROM (SELECT id, type, at, actor, data FROM customer_events
                   WHERE customer_id = c.id ORDER BY id DESC LIMIT ${LONGEST_ACTIVITY}) e) AS activity
    FROM customers asked JOIN customers c ON c.id = coalesce(asked.merged_into, asked.id)
    LEFT JOIN LATERAL (SELECT bool_or(t.told < t.wanted) AS waits, min(t.refusal) AS refusal
                         FROM stripe_customers s JOIN contacts_in_stripe t ON t.stripe_customer = s.id
                        WHERE s.customer_id = c.id) told ON true
   WHERE asked.id = $1`);

@QueryHandler(GetCustomer)
export class GetCustomerHandler implements IQueryHandler<GetCustomer> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ customer: id }: GetCustomer): Promise<CustomerView> {
    if (!isUuid(id)) throw new CustomerNotFound(id);
    const now = this.clock.now();
    const [row] = await this.dataSource.query<ShownCustomer[]>(SQL, [id, now]);
    if (!row) throw new CustomerNotFound(id);
    return {
      id: row.id,
      name: row.name,
      email: row.email,
      phone: row.phone ?? undefined,
      stripeCustomer: row.stripe_customer ?? undefined,
      stripeCustomers: row.stripe_customers,
      inStripe: { isTold: !row.waits_for_stripe, refusal: row.refusal ?? undefined },
      owed: row.owed,
      merged: row.merged.map(({ id: merged, at, before }) => ({
        id: merged,
        at: new Date(at),
        ...before.merged,
      })),
      version: row.version,
      cards: cardViewsFrom(row, now),
      refused: row.refused_card ?? undefined,
      cardLinks: row.card_links.map((link) => ({ id: link.id, expiresAt: new Date(link.expires_at) })),
      bookings: row.bookings.slice(0, MOST_BOOKINGS).map(bookingFrom),
      moreBookings: row.bookings.length > MOST_BOOKINGS,
      activity: row.activity.map(({ id: event, type, at, actor, data }) => ({
        id: String(event),
        type,
        at: new Date(at),
        by: actor,
        data,
      })),
    };
  }
}

function bookingFrom(row: ShownCustomer['bookings'][number]): CustomerView['bookings'][number] {
  const { starts_at: startsAt, payment_status: paymentStatus, id, reference, service } = row;
  const { currency, total, outstanding } = row;
  return {
    id,
    reference,
    service,
    startsAt: new Date(startsAt),
    paymentStatus,
    currency,
    total,
    outstanding,
  };
}
