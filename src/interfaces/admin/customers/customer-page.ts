import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { BookingVersions } from '../../../application/booking/booking-versions.port.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { ListCustomerNotes } from '../../../application/customer/list-customer-notes.query.js';
import {
  ListCustomerPayments,
  type CustomerPayment,
  type CustomerPaymentPage,
} from '../../../application/customer/list-customer-payments.query.js';
import { ListLikelyDuplicates } from '../../../application/customer/list-likely-duplicates.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { by } from '../bookings/actor-name.js';
import { ON_PAGE, PAYMENT_STATE, statusBadge } from '../bookings/badges.js';
import { cardName } from '../bookings/card-name.js';
import { shownCard } from './card-list.js';
import { tellActivity } from './customer-activity.js';
import { likelyRow } from './merge-form.js';

const PAYMENTS_SHOWN = 10;
const NOTES_SHOWN = 50;

const KINDS: Readonly<Record<CustomerPayment['payment']['kind'], string>> = {
  charge: 'Charge',
  hold: 'Hold',
  collection: 'Collection',
};

/** Everything that the page of one customer shows. */
@Injectable()
export class CustomerPageBuilder {
  constructor(
    private readonly queries: QueryBus,
    private readonly versions: BookingVersions,
    private readonly settings: BusinessSettings,
  ) {}

  /** `cursor`: from which payment on. Throws CustomerNotFound. */
  async build(id: string, cursor?: string) {
    // Asked for first: what changes while the page is made is told afterwards.
    const version = (await this.versions.versionsOf([id])).get(id) ?? 0;
    const [customer, payments, notes, likely] = await Promise.all([
      this.queries.execute(new GetCustomer(id)),
      this.payments(id, cursor),
      this.queries.execute(new ListCustomerNotes({ customer: id, limit: NOTES_SHOWN })),
      this.queries.execute(new ListLikelyDuplicates(id)),
    ]);
    const { cards, stripeCustomers } = customer;
    const [main] = stripeCustomers;
    return {
      customer,
      live: `/bookings/changes?of=${id}.${version}`,
      cards: cards.map((card) => ({
        ...shownCard(card),
        addedAt: card.addedAt,
        removeHref: `/customers/${id}/cards/${card.id}/removal/new`,
        // Where there are several, people need to know where to look.
        stripeCustomer: stripeCustomers.length > 1 ? card.stripeCustomer : undefined,
      })),
      cardLinks: customer.cardLinks.map((link) => ({
        ...link,
        href: `/customers/${id}/card-links/${link.id}`,
      })),
      bookings: customer.bookings.map((booking) => ({
        ...booking,
        badge: statusBadge(booking.paymentStatus),
      })),
      allBookingsHref: `/bookings?customer=${customer.id}`,
      owed: customer.owed.map((owed) => ({
        ...owed,
        href: `/bookings?${new URLSearchParams({ owing: '1', currency: owed.currency, customer: customer.id }).toString()}`,
      })),
      payments: payments.rows.map(paymentRow),
      paging: {
        any: cursor !== undefined || payments.nextCursor !== undefined,
        first: cursor && `/customers/${id}#payments-title`,
        next:
          payments.nextCursor &&
          `/customers/${id}?${new URLSearchParams({ payments: payments.nextCursor }).toString()}#payments-title`,
      },
      notes: notes.rows.map((note) => ({ ...note, by: by(note.addedBy) })),
      likely: likely.map((each) => likelyRow(each, customer.id)),
      activity: tellActivity(customer.activity),
      stripeCustomers: stripeCustomers.map((there) => ({ id: there, url: this.thereUrl(there) })),
      stripeCustomerUrl: main && this.thereUrl(main),
      several: stripeCustomers.length > 1,
    };
  }

  /** The newest ones for a cursor that was cut off. */
  private async payments(customer: string, cursor: string | undefined): Promise<CustomerPaymentPage> {
    const wanted = { customer, limit: PAYMENTS_SHOWN };
    try {
      return await this.queries.execute(new ListCustomerPayments({ ...wanted, cursor }));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      return this.queries.execute(new ListCustomerPayments(wanted));
    }
  }

  private thereUrl(stripeCustomer: string): string {
    return `${this.settings.stripeDashboardUrl}/customers/${stripeCustomer}`;
  }
}

function paymentRow({ payment, reference }: CustomerPayment) {
  const { id, booking, kind, state, checkout, collection, currency, amount, refunded, requestedAt } = payment;
  return {
    id,
    reference,
    href: `/bookings/${booking}#payment-${id}`,
    label: KINDS[kind],
    badge: checkout && state === 'requires_action' ? ON_PAGE : PAYMENT_STATE[state],
    how: collection ? collection.methodLabel : cardName(payment.card),
    currency,
    amount,
    refunded,
    requestedAt,
  };
}
