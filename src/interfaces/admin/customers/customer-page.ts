import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { BookingVersions } from '../../../application/booking/booking-versions.port.js';
import { GetCustomer } from '../../../application/customer/get-customer.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { statusBadge } from '../bookings/badges.js';
import { shownCard } from './card-list.js';
import { tellActivity } from './customer-activity.js';

/** Everything that the page of one customer shows. */
@Injectable()
export class CustomerPageBuilder {
  constructor(
    private readonly queries: QueryBus,
    private readonly versions: BookingVersions,
    private readonly settings: BusinessSettings,
  ) {}

  /** Throws CustomerNotFound. */
  async build(id: string) {
    // Asked for first: what changes while the page is made is told afterwards.
    const version = (await this.versions.versionsOf([id])).get(id) ?? 0;
    const customer = await this.queries.execute(new GetCustomer(id));
    const { stripeCustomer, cards } = customer;
    return {
      customer,
      live: `/bookings/changes?of=${id}.${version}`,
      cards: cards.map((card) => ({
        ...shownCard(card),
        addedAt: card.addedAt,
        removeHref: `/customers/${id}/cards/${card.id}/removal/new`,
      })),
      cardLinks: customer.cardLinks.map((link) => ({
        ...link,
        href: `/customers/${id}/card-links/${link.id}`,
      })),
      bookings: customer.bookings.map((booking) => ({
        ...booking,
        badge: statusBadge(booking.paymentStatus),
      })),
      allBookingsHref: `/bookings?q=${encodeURIComponent(customer.email)}`,
      activity: tellActivity(customer.activity),
      stripeCustomerUrl: stripeCustomer && `${this.settings.stripeDashboardUrl}/customers/${stripeCustomer}`,
    };
  }
}
