import type { Booking } from '../../domain/booking/booking.js';
import type { CustomerLink } from '../../domain/customer-link/customer-link.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { Customer } from '../customer/customer.js';
import type { NewMail } from '../mail/mail.repository.port.js';
import { linkAddress } from './link-token.js';

/** Brings a link for a card to the customer; `occasion` tells one sending of it from another. */
export function cardLinkMail(
  link: CustomerLink,
  about: {
    readonly customer: Pick<Customer, 'name' | 'email'>;
    readonly booking?: Booking;
    readonly publicUrl: string;
    readonly by: Actor;
    readonly occasion: string;
  },
): NewMail {
  const { id, token, expiresAt } = link.toData();
  const { booking, publicUrl, by, occasion } = about;
  // As named for the booking, where there is one: that is whom the customer knows themselves as.
  const { name, email } = booking?.about.contact ?? about.customer;
  return {
    template: 'add_card',
    data: {
      customerName: name,
      booking: booking && {
        reference: booking.about.reference,
        service: booking.about.service,
        startsAt: booking.about.startsAt,
      },
      link: linkAddress(publicUrl, token),
      expiresAt,
    },
    cause: `customer-link:${id}:${occasion}`,
    to: { name, email },
    booking: booking?.id,
    by,
  };
}
