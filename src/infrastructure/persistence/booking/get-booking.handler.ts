import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { BookingView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { BookingNotFound } from '../../../domain/booking/booking-errors.js';
import type { RefusedCard } from '../../../domain/customer/card.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { cardsAsJson, cardViewsFrom, type CardRow } from '../customer/card-rows.js';
import { paymentsAsJson, type PaymentRow } from '../payment/payment-rows.js';
import { paymentViewFrom } from '../payment/payment-views.js';
import { plannedOnce } from '../planned-once.js';
import {
  LEFT_UNDONE_OF_BOOKING,
  withLeftUndone,
  type LeftUndoneRow,
} from '../rule/left-undone-of-booking.js';
import { onlyLine, priceLineView, type PriceLineRow } from './price-line-rows.js';
import { bookingRowFrom, LISTED_COLUMNS, type ListedBooking } from './booking-views.js';

/** Of a booking with a longer history, the latest. */
const LONGEST_TIMELINE = 500;

interface ShownBooking extends ListedBooking {
  readonly registered_by: Actor;
  readonly price_lines: readonly PriceLineRow[] | null;
  readonly stripe_customer: string | null;
  readonly refused_card: RefusedCard | null;
  readonly primary_card: string | null;
  readonly cards: readonly CardRow[];
  readonly payments: readonly PaymentRow[];
  readonly left_undone: readonly LeftUndoneRow[];
  readonly timeline: readonly {
    readonly id: number;
    readonly type: string;
    readonly at: string;
    readonly actor: Actor;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

/** Of a customer who is several in Stripe, the one whose money the booking holds or took last. */
const PAID_BY = `(SELECT p.stripe_customer FROM payments p
   WHERE p.booking_id = b.id AND p.payment_intent IS NOT NULL AND p.stripe_customer IS NOT NULL
   ORDER BY p.state = 'authorized' DESC, p.position DESC LIMIT 1)`;

const SQL = plannedOnce(`
  SELECT ${LISTED_COLUMNS}, b.registered_by, b.price_lines,
         coalesce(${PAID_BY}, c.stripe_customer) AS stripe_customer, c.refused_card, c.primary_card,
         ${cardsAsJson('c.id')} AS cards,
         (${paymentsAsJson('p.booking_id = b.id')}),
         (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.id DESC), '[]')
            FROM (SELECT id, type, at, actor, data FROM booking_events
                   WHERE booking_id = b.id ORDER BY id DESC LIMIT ${LONGEST_TIMELINE}) e) AS timeline,
         ${LEFT_UNDONE_OF_BOOKING} AS left_undone
    FROM bookings b JOIN customers c ON c.id = b.customer_id
   WHERE b.id = $1`);

@QueryHandler(GetBooking)
export class GetBookingHandler implements IQueryHandler<GetBooking> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ booking: id }: GetBooking): Promise<BookingView> {
    if (!isUuid(id)) throw new BookingNotFound(id);
    const [row] = await this.dataSource.query<ShownBooking[]>(SQL, [id]);
    if (!row) throw new BookingNotFound(id);
    const now = this.clock.now();
    const listed = bookingRowFrom(row, now);
    const cards = cardViewsFrom(row, now);
    return {
      ...listed,
      registeredBy: row.registered_by,
      lines: (row.price_lines ?? [onlyLine(listed)]).map(priceLineView),
      customer: {
        ...listed.customer,
        stripeCustomer: row.stripe_customer ?? undefined,
        card: row.refused_card ?? cards[0],
        cards,
      },
      payments: row.payments.map(paymentViewFrom),
      timeline: withLeftUndone(
        row.timeline.map(({ id, type, at, actor, data }) => ({
          id: String(id),
          type,
          at: new Date(at),
          by: actor,
          data,
        })),
        row.left_undone,
      ),
    };
  }
}
